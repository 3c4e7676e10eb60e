"""A tiny RFB 3.8 client over a websocket: signs in with a VNC password, types, and reads the screen as raw pixels."""

from __future__ import annotations

import struct
import time
import warnings
from collections.abc import Callable
from contextlib import ExitStack
from urllib.parse import parse_qs, urlsplit

from websockets.sync.client import connect
from websockets.typing import Subprotocol

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
    from cryptography.hazmat.primitives.ciphers import Cipher, modes

RETURN = 0xFF0D
SHIFT = 0xFFE1


class RfbRefusedError(Exception):
    """The server, or what stands before it, did not let us in."""


def websocket_url(vnc_url: str) -> str:
    """What noVNC makes of v1's console address: its `path` is the websocket's path and query."""
    parts = urlsplit(vnc_url)
    path = parts.query.partition("path=")[2]
    assert "token" in parse_qs(path.lstrip("?")), vnc_url
    return f"ws://{parts.netloc}/{path}"


class Rfb:
    """One connection to a screen."""

    def __init__(self, vnc_url: str, password: str) -> None:
        self._open = ExitStack()
        try:
            opened = connect(websocket_url(vnc_url), subprotocols=[Subprotocol("binary")], max_size=None, proxy=None)
            self._socket = self._open.enter_context(opened)
        except Exception as error:
            raise RfbRefusedError(repr(error)) from error
        self._buffer = b""
        try:
            self._sign_in(password)
        except RfbRefusedError:
            self.close()
            raise
        except Exception as error:
            self.close()
            raise RfbRefusedError(repr(error)) from error

    def close(self) -> None:
        self._open.close()

    def type(self, text: str) -> None:
        """Type into the guest, with Shift held where it belongs; a line end is Return."""
        for letter in text:
            key = RETURN if letter == "\n" else ord(letter)
            if letter.isupper():
                self._key(SHIFT, True)
            self._key(key, True)
            self._key(key, False)
            if letter.isupper():
                self._key(SHIFT, False)

    def screen(self) -> bytes:
        """The whole screen, 4 bytes a pixel."""
        self._send(struct.pack(">BBHHHH", 3, 0, 0, 0, self.width, self.height))
        pixels = bytearray(self.width * self.height * 4)
        while True:
            kind = self._read(1)[0]
            if kind == 0:
                break
            self._skip(kind)
        (count,) = struct.unpack(">xH", self._read(3))
        for _ in range(count):
            self._rectangle(pixels)
        return bytes(pixels)

    def wait_screen(self, test: Callable[[bytes], bool], seconds: float = 30) -> bytes:
        """The screen once it passes the test."""
        deadline = time.monotonic() + seconds
        while True:
            seen = self.screen()
            if test(seen):
                return seen
            assert time.monotonic() < deadline, f"the screen did not change as wanted in {seconds} s"
            time.sleep(0.1)

    def _sign_in(self, password: str) -> None:
        if not self._read(12).startswith(b"RFB 003."):
            raise RfbRefusedError("no RFB server")
        self._send(b"RFB 003.008\n")
        kinds = self._read(self._read(1)[0])
        if 2 not in kinds:
            raise RfbRefusedError(f"no password asked for: security types {list(kinds)}")
        self._send(b"\x02")
        key = bytes(int(f"{byte:08b}"[::-1], 2) for byte in password.encode().ljust(8, b"\0")[:8])
        cipher = Cipher(TripleDES(key * 3), modes.ECB()).encryptor()
        self._send(cipher.update(self._read(16)) + cipher.finalize())
        if self._read(4) != b"\0\0\0\0":
            raise RfbRefusedError("wrong password")
        self._send(b"\x01")
        self.width, self.height = struct.unpack(">HH", self._read(4))
        self._read(16)
        self._read(struct.unpack(">I", self._read(4))[0])
        self._send(struct.pack(">BxxxBBBBHHHBBBxxx", 0, 32, 24, 0, 1, 255, 255, 255, 16, 8, 0))
        self._send(struct.pack(">BxHii", 2, 2, 0, -223))

    def _rectangle(self, pixels: bytearray) -> None:
        x, y, width, height, encoding = struct.unpack(">HHHHi", self._read(12))
        if encoding == -223:  # the screen got another size
            self.width, self.height = width, height
            pixels[:] = bytes(width * height * 4)
            return
        data = self._read(width * height * 4)
        for row in range(height):
            at = ((y + row) * self.width + x) * 4
            pixels[at : at + width * 4] = data[row * width * 4 : (row + 1) * width * 4]

    def _skip(self, kind: int) -> None:
        if kind == 3:
            self._read(3)
            self._read(struct.unpack(">I", self._read(4))[0])
        elif kind != 2:
            raise RfbRefusedError(f"unknown message {kind}")

    def _key(self, key: int, down: bool) -> None:
        self._send(struct.pack(">BBxxI", 4, int(down), key))
        time.sleep(0.05)  # a person types no faster; guests lose keys that come in a burst

    def _send(self, data: bytes) -> None:
        self._socket.send(data)

    def _read(self, count: int) -> bytes:
        while len(self._buffer) < count:
            message = self._socket.recv(20)
            assert isinstance(message, bytes)
            self._buffer += message
        taken, self._buffer = self._buffer[:count], self._buffer[count:]
        return taken
