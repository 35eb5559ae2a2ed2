"""Files of people as other tools write them: small, ours, with the traits of the real ones."""

INSTAGRAM_TOOL = """username,full_name,follower_count,city,lists,bio,email
lea.m,Léa Martin,1204,Lyon,"fans, lectrices",Lit tout le temps,lea@example.org
@paul_b,Paul Bœuf,88,,presse,,
zoe,Zoé,"12,500",Villeurbanne,,"=HYPERLINK(""x"")",
"""
SHEET = """Nom;Réseau;Profil;Abonnés;Dernier contact;Commentaires
Léa Martin;Instagram;https://www.instagram.com/Lea.M/;1 204;03/06/2026;Croisée au salon
Karim Haddad;X;https://x.com/karim_h;310;25/06/2026;
;;https://piaille.fr/@ana;;;Sans nom
"""
