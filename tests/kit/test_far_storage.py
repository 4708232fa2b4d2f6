"""Media in a bucket: the same store, spoken to as S3."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import boto3
import pytest
import requests
from flask import Flask
from moto.server import ThreadedMotoServer

from app import create_app
from kit import storage
from tests.conftest import plain_settings


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """One server for all: fsspec keeps a connection for each kind of store, not for each address."""
    monkeypatch = pytest.MonkeyPatch()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    address = f"http://127.0.0.1:{port}"
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": address,
    }.items():
        monkeypatch.setenv(name, value)
    boto3.client("s3").create_bucket(Bucket="films")
    yield "s3://films/vitrine"
    server.stop()
    monkeypatch.undo()


@pytest.fixture
def far_app(bucket: str, tmp_path: Path) -> Flask:
    here = plain_settings(tmp_path, f"sqlite:///{tmp_path / 'far.db'}", "http://127.0.0.1:9")
    return create_app(replace(here, media_url=bucket))


def test_a_file_comes_back_as_it_went(far_app: Flask, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"pictures" * 1000)
    with far_app.app_context():
        store = storage.store()
        store.put(film, "films/cut_1/film.mp4", move=True)
        assert not film.exists()
        assert store.exists("films/cut_1/film.mp4")
        with store.local("films/cut_1/film.mp4") as path:
            assert path.read_bytes() == b"pictures" * 1000
        assert not path.exists(), "what was fetched to read is cleared away"
        store.remove("films/cut_1")
        assert not store.exists("films/cut_1/film.mp4")


def test_a_browser_is_sent_to_the_bucket_and_may_seek_there(far_app: Flask, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"0123456789")
    with far_app.app_context():
        storage.store().put(film, "films/cut_1/film.mp4")
    sent = far_app.test_client().get("/media/films/cut_1/film.mp4")
    assert sent.status_code == 302
    assert urlsplit(sent.location).hostname == "127.0.0.1"
    part = requests.get(sent.location, headers={"Range": "bytes=2-4"}, timeout=10)
    assert (part.status_code, part.content) == (206, b"234")
