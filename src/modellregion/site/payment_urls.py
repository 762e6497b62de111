"""Addresses of payments: the payer's, and the cash office's. ``urls.py`` takes them into its two lists."""

from django.urls import path

from modellregion.payments.pages import (
    basket,
    cash_desk,
    clearing,
    closing,
    debits,
    paying,
    plans,
    reminders,
    statements,
)

BASKET = [
    path("warenkorb/", basket.basket, name="basket"),
    path("warenkorb/quittung/<slug:place>.pdf", basket.basket_receipt, name="basket_receipt"),
]
PAYING = [
    path("<slug:slug>/vorgang/<str:code>/warenkorb/", basket.put_in, name="put_into_basket"),
    path("<slug:slug>/vorgang/<str:code>/bezahlen/", paying.paying, name="paying"),
    path(
        "<slug:slug>/vorgang/<str:code>/bezahlen/<uuid:claim>/code.svg", paying.claim_code, name="claim_code"
    ),
    path(
        "<slug:slug>/vorgang/<str:code>/bezahlen/<uuid:claim>/aufforderung.pdf",
        paying.claim_request,
        name="claim_request",
    ),
    path(
        "<slug:slug>/vorgang/<str:code>/bezahlen/<uuid:claim>/lastschrift.pdf",
        paying.claim_mandate,
        name="claim_mandate",
    ),
    path(
        "<slug:slug>/vorgang/<str:code>/bezahlen/<uuid:claim>/quittung.pdf",
        paying.claim_receipt,
        name="claim_receipt",
    ),
    path("<slug:slug>/zahlung/<str:token>/", paying.payment_return, name="payment_return"),
    path("<slug:slug>/zahlung/<str:token>/quittung.pdf", paying.payment_receipt, name="payment_receipt"),
]

_CASH = "<slug:slug>/amt/kasse/"
CASH_OFFICE = [
    path(f"{_CASH}zahlungen/", cash_desk.cash_desk, name="cash_desk"),
    path(f"{_CASH}zahlungen/tabelle.csv", cash_desk.claims_export, name="claims_export"),
    path(f"{_CASH}zahlungen/tabelle.ods", cash_desk.claims_spreadsheet, name="claims_spreadsheet"),
    path(f"{_CASH}klaerung/", clearing.clearing, name="clearing"),
    path(
        f"{_CASH}klaerung/<uuid:item>/<slug:action>/",
        clearing.clearing_action,
        name="clearing_action",
    ),
    path(f"{_CASH}tagesabschluss/", closing.closings, name="closings"),
    path(f"{_CASH}tagesabschluss/abschliessen/", closing.close_today, name="close_today"),
    path(f"{_CASH}tagesabschluss/<uuid:closing>/", closing.closing, name="closing"),
    path(
        f"{_CASH}tagesabschluss/<uuid:closing>/kassenbuch.csv",
        closing.cash_book_export,
        name="cash_book_export",
    ),
    path(
        f"{_CASH}tagesabschluss/<uuid:closing>/kassenbuch.ods",
        closing.cash_book_spreadsheet,
        name="cash_book_spreadsheet",
    ),
    path(f"{_CASH}lastschriften/", debits.debits, name="debits"),
    path(f"{_CASH}lastschriften/<uuid:collection>/", debits.collection, name="collection"),
    path(
        f"{_CASH}lastschriften/<uuid:collection>/<slug:action>/",
        debits.collection_action,
        name="collection_action",
    ),
    path(f"{_CASH}lastschriften/<slug:action>/", debits.debits_action, name="debits_action"),
    path(f"{_CASH}mahnung/", reminders.reminders, name="reminders"),
    path(f"{_CASH}mahnung/<slug:action>/", reminders.reminders_action, name="reminders_action"),
    path(f"{_CASH}mahnlauf/<uuid:run>/", reminders.payment_run, name="payment_run"),
    path(f"{_CASH}mahnlauf/<uuid:run>/schreiben.pdf", reminders.run_letters, name="run_letters"),
    path(f"{_CASH}mahnlauf/<uuid:run>/tabelle.csv", reminders.run_export, name="run_export"),
    path(f"{_CASH}mahnlauf/<uuid:run>/tabelle.ods", reminders.run_spreadsheet, name="run_spreadsheet"),
    path(f"{_CASH}kontoauszuege/", statements.statements, name="statements"),
    path(f"{_CASH}kontoauszuege/<uuid:statement>/", statements.statement, name="statement"),
    path(
        f"{_CASH}kontoauszuege/<uuid:statement>/<slug:action>/",
        statements.statement_action,
        name="statement_action",
    ),
    path(
        f"{_CASH}kontoauszuege/<slug:action>/",
        statements.statements_action,
        name="statements_action",
    ),
    path(f"{_CASH}zahlungen/<uuid:claim>/", cash_desk.payment, name="payment"),
    path(
        f"{_CASH}zahlungen/<uuid:claim>/schreiben.pdf",
        cash_desk.payment_letter,
        name="payment_letter",
    ),
    path(
        f"{_CASH}zahlungen/<uuid:claim>/mahnung.pdf",
        cash_desk.payment_reminder,
        name="payment_reminder",
    ),
    path(f"{_CASH}zahlungen/<uuid:claim>/raten/", plans.plan, name="instalments"),
    path(f"{_CASH}zahlungen/<uuid:claim>/raten/schreiben.pdf", plans.plan_letter, name="instalments_letter"),
    path(f"{_CASH}zahlungen/<uuid:claim>/raten/<slug:action>/", plans.plan_action, name="instalments_action"),
    path(
        f"{_CASH}zahlungen/<uuid:claim>/<slug:action>/",
        cash_desk.payment_action,
        name="payment_action",
    ),
]
