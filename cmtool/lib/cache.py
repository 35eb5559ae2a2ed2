"""A Redis cache that is only a cache: away, it is empty, and no page fails for it."""

import logging

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


class SparedRedisCache(RedisCache):
    """Answers as if nothing were kept while Redis is away; rate limits then let through, so that people can work."""

    def add(self, *args, **kwargs):
        return self._spared(super().add, args, kwargs, True)

    def get(self, key, default=None, version=None):
        return self._spared(super().get, (key, default, version), {}, default)

    def set(self, *args, **kwargs):
        return self._spared(super().set, args, kwargs, None)

    def touch(self, *args, **kwargs):
        return self._spared(super().touch, args, kwargs, False)

    def delete(self, *args, **kwargs):
        return self._spared(super().delete, args, kwargs, False)

    def get_many(self, *args, **kwargs):
        return self._spared(super().get_many, args, kwargs, {})

    def set_many(self, *args, **kwargs):
        return self._spared(super().set_many, args, kwargs, [])

    def delete_many(self, *args, **kwargs):
        return self._spared(super().delete_many, args, kwargs, None)

    def incr(self, key, delta=1, version=None):
        return self._spared(super().incr, (key, delta, version), {}, 0)

    def has_key(self, *args, **kwargs):
        return self._spared(super().has_key, args, kwargs, False)

    def _spared(self, call, args, kwargs, otherwise):
        try:
            return call(*args, **kwargs)
        except RedisError as error:
            log.warning("cache away: %s", type(error).__name__)
            return otherwise
