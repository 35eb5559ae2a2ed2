from strategy import networks


def network_choices():
    return [(network.code, network.name) for network in networks.NETWORKS]
