"""``python -m modellregion.demo.payment_provider``: run the simulated provider until told to stop."""

import argparse
import ssl
from pathlib import Path

from modellregion.demo.payment_provider.server import Simulator, make_server


def main() -> None:
    """Read the options and serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True, help="where its own database lies")
    parser.add_argument("--auth", choices=("oauth", "mtls"), default="oauth")
    parser.add_argument("--secret-file", type=Path, help="what clients must know, with oauth")
    parser.add_argument("--certificate", type=Path, help="its own certificate and key, PEM")
    parser.add_argument("--client-ca", type=Path, help="who signs the clients' certificates, with mtls")
    parser.add_argument("--controllable", action="store_true", help="take faults by POST /_faults")
    options = parser.parse_args()
    scheme = "https" if options.certificate else "http"
    secret = options.secret_file.read_text(encoding="utf-8").strip() if options.secret_file else ""
    simulator = Simulator(
        folder=options.folder,
        address=f"{scheme}://127.0.0.1:{options.port}",
        auth=options.auth,
        secret=secret,
        is_controllable=options.controllable,
    )
    server = make_server(simulator, options.port)
    if options.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate)
        if options.client_ca:
            context.load_verify_locations(options.client_ca)
            context.verify_mode = ssl.CERT_REQUIRED
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
