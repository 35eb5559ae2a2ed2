"""The brokers: every message once and whole, in order, whoever reads and writes at the same time."""

import multiprocessing
import os
import time
from queue import Empty

import pytest

from cmtool.celery import app  # knows the transports, also in a process of its own
from jobs import brokers


def connect(path):
    options = {"folder": str(path)}
    return app.connection_for_write("folder://local", transport_options=options)


def write(path, first, number):
    with connect(path) as connection:
        producer = connection.Producer()
        for n in range(first, first + number):
            producer.publish({"n": n}, routing_key="work")


def read(path, results, stop):
    with connect(path) as connection:
        channel = connection.default_channel
        while True:
            finished = stop.is_set()
            try:
                results.put(channel._get("work")["body"])
            except Empty:
                if finished:
                    return


def test_readers_and_writers_at_once_neither_lose_nor_double_nor_tear(tmp_path):
    """kombu's own transport tears about one message in 400 under this treatment."""
    context = multiprocessing.get_context("spawn")
    results, stop = context.Queue(), context.Event()
    readers = [context.Process(target=read, args=(tmp_path, results, stop)) for _ in range(2)]
    writers = [context.Process(target=write, args=(tmp_path, n * 1000, 1000)) for n in range(2)]
    for process in [*readers, *writers]:
        process.start()
    bodies = [results.get(timeout=60) for _ in range(2000)]
    stop.set()
    for process in [*readers, *writers]:
        process.join(30)
        assert process.exitcode == 0
    assert len(set(bodies)) == 2000
    assert results.empty()
    assert os.listdir(tmp_path) == []


def test_messages_come_in_the_order_they_were_sent(tmp_path):
    with connect(tmp_path) as connection:
        producer, channel = connection.Producer(), connection.default_channel
        for text in ("one", "two", "three"):
            producer.publish(text, routing_key="work", content_type="text/plain", content_encoding="utf-8")
        producer.publish("elsewhere", routing_key="other")
        bodies = [channel.message_to_python(channel._get("work")).body for _ in range(3)]
        assert bodies == [b"one", b"two", b"three"]
        with pytest.raises(Empty):
            channel._get("work")


def test_leftovers_of_killed_processes_are_removed_after_an_hour(tmp_path):
    names = ["a.work.part", "b.work.taken", "c.work.part", "d.work.msg"]
    for name in names:
        (tmp_path / name).write_text("{}")
        if name[0] in "abd":
            old = time.time() - brokers.STALE - 1
            os.utime(tmp_path / name, (old, old))
    brokers.clear(tmp_path)
    assert sorted(os.listdir(tmp_path)) == ["c.work.part", "d.work.msg"]
