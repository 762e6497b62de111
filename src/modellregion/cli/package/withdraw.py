"""``modellregion package withdraw``: a municipality withdraws a version it has published, and says by which law."""

import argparse
from datetime import date

from modellregion.cli.package.municipality import context_of
from modellregion.kernel.errors import ProductError
from modellregion.transfer.api import WithdrawalWish, withdraw_package


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("package", help="the package's id")
    parser.add_argument("--for", dest="slug", required=True, help="the municipality that published it")
    parser.add_argument("--version", required=True, help="the version, such as 1.0.0")
    parser.add_argument("--reason", required=True, help="a sentence for those who run it")
    parser.add_argument("--law", required=True, help="the law with its paragraph, such as »§ 14 Abs. 4 GewO«")
    parser.add_argument("--law-date", type=date.fromisoformat, required=True, help="the date of the new text")
    parser.add_argument(
        "--effective-from",
        type=date.fromisoformat,
        required=True,
        help="from when it must not be used any more",
    )
    parser.add_argument("--successor", default="", help="the version to take instead; published already")


def run(options: argparse.Namespace) -> int:
    """Withdraw it."""
    wish = WithdrawalWish(
        reason=options.reason,
        law=options.law,
        law_date=options.law_date,
        effective_from=options.effective_from,
        successor=options.successor,
    )
    try:
        notice = withdraw_package(
            context_of(options.slug), package=options.package, version=options.version, wish=wish
        )
    except ProductError as error:
        print(error)
        return 1
    print(notice.sentence("de"))
    return 0
