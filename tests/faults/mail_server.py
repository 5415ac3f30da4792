"""A mail server that takes letters, refuses them, hangs, or drops the line, as it is told."""

from __future__ import annotations

import email
import socketserver
import threading
import time
from collections import Counter
from email import policy


class Session(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        mood = self.server.mood
        if mood == "hangs":
            time.sleep(self.server.patience)
            return None
        self.say("554 not now" if mood == "refuses" else "220 here")
        while line := self.rfile.readline():
            command = line[:4].upper().strip()
            if command == b"QUIT":
                return self.say("221 bye")
            if command != b"DATA":
                self.say("250 yes")
            elif not self.take(mood):
                return None
        return None

    def take(self, mood: str) -> bool:
        """Whether the line still stands afterwards."""
        self.say("354 go on")
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
            if mood == "drops in the middle" and len(lines) > 3:
                return False
        if mood == "says no":
            self.say("451 later")
            return True
        self.server.keep(b"".join(lines))
        if mood == "drops at the end":
            return False
        self.say("250 taken")
        return True

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    patience = 8.0
    """Seconds that it hangs: longer than we wait."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.mood = "takes"
        self.subjects: Counter[str] = Counter()
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def keep(self, raw: bytes) -> None:
        letter = email.message_from_bytes(raw, policy=policy.default)
        with self.lock:
            self.subjects[str(letter["Subject"])] += 1
