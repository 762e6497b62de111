"""A clamd for tests, run as ``python -m tests.support.clamd PORT WORD``: finds one word, speaks the real protocol."""

import socketserver
import sys

WORD = b""


class Scanner(socketserver.StreamRequestHandler):
    """Answers one INSTREAM as clamd does."""

    def handle(self) -> None:
        """Read the chunks, look for the word, answer."""
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(size)
        self.wfile.write(b"stream: Test-Virus FOUND\0" if WORD in content else b"stream: OK\0")


if __name__ == "__main__":
    WORD = sys.argv[2].encode()
    with socketserver.ThreadingTCPServer(("127.0.0.1", int(sys.argv[1])), Scanner) as server:
        server.serve_forever()
