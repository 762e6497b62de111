"""All addresses of the platform, in one list: portal first, then the desk."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from modellregion.accounts.pages import login as account_login
from modellregion.api.pages import addresses
from modellregion.cases.pages import (
    assistant,
    case_process,
    collecting,
    consultation,
    correcting,
    erasing,
    inbox,
    incidents,
    migration,
    my_account,
    my_data,
    my_former,
    my_mandates,
    my_members,
    notice,
    opinions,
    outgoing,
    process_map,
    receiving_notices,
    renewal,
    review,
    status,
    taking_up,
    text_modules,
)
from modellregion.desk.pages import case, case_documents, guides, home, login, search, substitutes
from modellregion.exchange.pages import deliveries
from modellregion.kernel.http import pages
from modellregion.portal.pages import proofs, start
from modellregion.records.pages import (
    disposal,
    document,
    file,
    file_actions,
    files,
    inspection,
    plan,
    scans,
    work,
)
from modellregion.region import kept_views
from modellregion.region.pages import access, passkeys, people
from modellregion.seals.pages import check_letter
from modellregion.site.figure_urls import OPEN_FIGURES, RELEASING
from modellregion.site.payment_urls import BASKET, CASH_OFFICE, PAYING
from modellregion.trade.pages import register
from modellregion.transfer.pages import (
    adopting,
    catalogue,
    fields,
    form_preview,
    going_live,
    own_steps,
    proposals,
    publishing,
    services,
    subscriptions,
    texts,
    versions,
)
from modellregion.transfer.rest import catalogue as entries
from modellregion.transfer.rest import proposals as handing_in

_ACTING = "<slug:slug>/konto/fuer/<uuid:account>/"
PORTAL = [
    path("", start.region, name="region"),
    path("suche/", start.search_page, name="search"),
    path("lagen/<slug:situation>/", start.situation, name="situation"),
    path("impressum/", start.imprint, name="imprint"),
    path("datenschutz/", start.privacy, name="privacy"),
    path("barrierefreiheit/", start.accessibility, name="accessibility"),
    path("api/", addresses.addresses, name="api"),
    path("api/openapi.json", addresses.openapi, name="api_description"),
    path("katalog/", catalogue.catalogue_page, name="catalogue"),
    path("katalog/index.json", entries.index, name="catalogue_index"),
    path("katalog/index.signed.json", entries.signed_index, name="catalogue_signed_index"),
    path("katalog/tabelle.csv", entries.catalogue_export, name="catalogue_export"),
    path("katalog/vorschlaege/", handing_in.hand_in, name="hand_in_proposal"),
    path("katalog/<slug:package>/", catalogue.entry_page, name="catalogue_entry"),
    path("katalog/<slug:package>/paket.zip", entries.bundle_file, name="catalogue_bundle"),
    path("katalog/<slug:package>/uebergabemappe.pdf", catalogue.dossier_file, name="catalogue_dossier"),
    *BASKET,
    path("<slug:slug>/", start.municipality, name="municipality"),
    path("<slug:slug>/leistungen/<slug:service>/", start.service, name="service"),
    path("<slug:slug>/leistungen/<slug:service>/antrag/", assistant.begin, name="begin"),
    path(
        "<slug:slug>/leistungen/<slug:service>/antrag/konto/",
        my_account.begin_with_account,
        name="begin_with_account",
    ),
    path("<slug:slug>/konto/", my_account.overview, name="account"),
    path("<slug:slug>/konto/postfach/", my_account.mailbox, name="account_mailbox"),
    path("<slug:slug>/konto/warenkorb/", my_account.fees_into_basket, name="account_basket"),
    path("<slug:slug>/konto/daten/", my_data.my_data, name="account_data"),
    path("<slug:slug>/konto/daten/meine-daten.json", my_data.data_file, name="account_file"),
    path("<slug:slug>/konto/zugriffe/", my_data.looks, name="account_looks"),
    path("<slug:slug>/konto/frueher/", my_former.former, name="account_former"),
    path("<slug:slug>/konto/code/", my_mandates.take_code, name="account_code"),
    path("<slug:slug>/konto/entwuerfe/<uuid:held>/", my_account.continue_draft, name="account_draft"),
    path(_ACTING, my_account.organisation, name="account_for"),
    path(f"{_ACTING}mitglieder/", my_members.members, name="account_members"),
    path(f"{_ACTING}vollmachten/", my_mandates.mandates, name="account_mandates"),
    path(f"{_ACTING}vollmachten/neu/", my_mandates.new_mandate, name="account_mandate_new"),
    path(f"{_ACTING}vollmachten/erklaeren/", my_mandates.declare, name="account_mandate_declare"),
    path(f"{_ACTING}vollmachten/<uuid:mandate>/", my_mandates.mandate, name="account_mandate"),
    path("<slug:slug>/konto/anmelden/", account_login.login, name="account_login"),
    path("<slug:slug>/konto/abmelden/", account_login.logout, name="account_logout"),
    path("<slug:slug>/konto/<slug:profile>/antwort/", account_login.answer, name="account_answer"),
    path("<slug:slug>/konto/<slug:profile>/metadata.xml", account_login.metadata, name="account_metadata"),
    *OPEN_FIGURES,
    path("<slug:slug>/fortsetzen/", assistant.resume, name="resume"),
    path("<slug:slug>/antrag/<str:code>/", assistant.continue_draft, name="continue"),
    path("<slug:slug>/antrag/<str:code>/pruefen/", review.review, name="review"),
    path("<slug:slug>/antrag/<str:code>/neue-fassung/", renewal.renewal, name="renewal"),
    path("<slug:slug>/antrag/<str:code>/gespeichert/", review.saved, name="saved"),
    path("<slug:slug>/antrag/<str:code>/loeschen/", review.delete, name="delete"),
    path("<slug:slug>/antrag/<str:code>/seite/<slug:page>/", assistant.draft_page, name="page"),
    path("<slug:slug>/antrag/<str:code>/seite/<slug:page>/felder/", assistant.redraw, name="redraw"),
    path("<slug:slug>/vorschlaege/<str:sha256>.json", handing_in.state, name="proposal_state"),
    path("<slug:slug>/beleg/", proofs.check_receipt, name="check_receipt"),
    path("<slug:slug>/siegel-pruefen/", check_letter.check_letter, name="check_letter"),
    path("<slug:slug>/siegel.pem", check_letter.certificates, name="seal_certificates"),
    path("<slug:slug>/journal/schluessel.txt", proofs.journal_key, name="journal_key"),
    path("<slug:slug>/journal/add-checkpoint", proofs.add_checkpoint, name="add_checkpoint"),
    path("<slug:slug>/journal/checkpoint.txt", proofs.journal_checkpoint, name="journal_checkpoint"),
    path("<slug:slug>/vorgang/<str:code>/", status.status, name="status"),
    path("<slug:slug>/vorgang/<str:code>/eingang/", status.receipt, name="receipt"),
    path("<slug:slug>/vorgang/<str:code>/zuruecknehmen/", status.withdraw, name="withdraw"),
    *PAYING,
    path(
        "<slug:slug>/vorgang/<str:code>/zustellung/", receiving_notices.notice_consent, name="notice_consent"
    ),
    path(
        "<slug:slug>/vorgang/<str:code>/bescheide/<uuid:delivery>/",
        receiving_notices.status_notice,
        name="status_notice",
    ),
    path("<slug:slug>/vorgang/<str:code>/beleg.json", status.receipt_file, name="receipt_file"),
    path(
        "<slug:slug>/vorgang/<str:code>/dokumente/<uuid:document>/",
        status.status_document,
        name="status_document",
    ),
    path("<slug:slug>/stellungnahme/", opinions.opinion_entry, name="opinion_entry"),
    path("<slug:slug>/stellungnahme/<str:code>/", opinions.opinion, name="opinion"),
    path(
        "<slug:slug>/stellungnahme/<str:code>/unterlagen/<int:number>/",
        opinions.opinion_file,
        name="opinion_file",
    ),
]

_NOTICE = "<slug:slug>/amt/vorgaenge/<uuid:case>/bescheide/<uuid:notice>/"
NOTICES = [
    path("<slug:slug>/amt/vorgaenge/<uuid:case>/bescheide/neu/", notice.notice_new, name="notice_new"),
    path(_NOTICE, notice.notice_page, name="notice"),
    path(f"{_NOTICE}bescheid.pdf", notice.notice_file, name="notice_file"),
    path(f"{_NOTICE}vorschau/", notice.notice_preview, name="notice_preview"),
    path(f"{_NOTICE}<slug:action>/", notice.notice_action, name="notice_action"),
    path("<slug:slug>/amt/bescheide/<uuid:document>/", notice.notice_of_document, name="notice_of_document"),
    path("<slug:slug>/amt/postausgang/", outgoing.outgoing, name="outgoing"),
    path("<slug:slug>/amt/postausgang/tabelle.<slug:form>", outgoing.outgoing_table, name="outgoing_table"),
    path("<slug:slug>/amt/postausgang/<slug:action>/", outgoing.outgoing_action, name="outgoing_action"),
    path("<slug:slug>/amt/textbausteine/", text_modules.text_modules, name="text_modules"),
    path("<slug:slug>/amt/textbausteine/<uuid:module>/", text_modules.text_module, name="text_module"),
    path(
        "<slug:slug>/amt/textbausteine/<slug:action>/",
        text_modules.text_module_action,
        name="text_module_action",
    ),
]

_FILE = "<slug:slug>/amt/akten/<uuid:file>/"
_DOCUMENT = f"{_FILE}dokumente/<uuid:document>/"
RECORDS = [
    path("<slug:slug>/amt/akten/", files.files, name="files"),
    path("<slug:slug>/amt/akten/tabelle.csv", files.files_export, name="files_export"),
    path("<slug:slug>/amt/akten/tabelle.ods", files.files_spreadsheet, name="files_spreadsheet"),
    path("<slug:slug>/amt/akten/neu/", files.new_file, name="new_file"),
    path("<slug:slug>/amt/akten/neu/<slug:action>/", files.new_file_action, name="new_file_action"),
    path(_FILE, file.file_page, name="file"),
    path(f"{_FILE}inhalt.csv", file.contents_export, name="contents_export"),
    path(_DOCUMENT, document.document_page, name="document"),
    path(f"{_DOCUMENT}datei/", document.document_file, name="document_file"),
    path(f"{_DOCUMENT}seite/<int:page>/", document.document_picture, name="document_picture"),
    path(f"{_DOCUMENT}laufzettel/<uuid:circulation>/", document.routing_slip, name="routing_slip"),
    path(f"{_DOCUMENT}<slug:action>/", document.document_action, name="document_action"),
    path(f"{_FILE}akteneinsicht/", inspection.inspection, name="inspection"),
    path(f"{_FILE}akteneinsicht/<slug:action>/", inspection.inspection_action, name="inspection_action"),
    path(f"{_FILE}trennblatt.pdf", scans.separator, name="separator"),
    path(f"{_FILE}<slug:action>/", file_actions.file_action, name="file_action"),
    path("<slug:slug>/amt/aktenplan/", plan.file_plan, name="file_plan"),
    path("<slug:slug>/amt/aktenplan/<uuid:node>/", plan.plan_node, name="plan_node"),
    path("<slug:slug>/amt/aktenplan/<uuid:node>/<slug:action>/", plan.node_action, name="node_action"),
    path("<slug:slug>/amt/aktenplan/<slug:action>/", plan.plan_action, name="plan_action"),
    path("<slug:slug>/amt/post/", work.mails, name="mails"),
    path("<slug:slug>/amt/post/tabelle.<slug:form>", work.mails_table, name="mails_table"),
    path("<slug:slug>/amt/post/<uuid:intake>/", work.mail, name="mail"),
    path("<slug:slug>/amt/post/<uuid:intake>/<slug:action>/", work.mail_action, name="mail_action"),
    path("<slug:slug>/amt/post/<slug:action>/", work.mails_action, name="mails_action"),
    path("<slug:slug>/amt/scans/", scans.scans, name="scans"),
    path("<slug:slug>/amt/scans/tabelle.<slug:form>", scans.scans_table, name="scans_table"),
    path("<slug:slug>/amt/scans/<uuid:batch>/", scans.scan, name="scan"),
    path("<slug:slug>/amt/scans/<uuid:batch>/blatt/<int:page>/", scans.scan_picture, name="scan_picture"),
    path("<slug:slug>/amt/scans/<uuid:batch>/<slug:action>/", scans.scan_action, name="scan_action"),
    path("<slug:slug>/amt/scans/<slug:action>/", scans.scans_action, name="scans_action"),
    path("<slug:slug>/amt/wiedervorlagen/", work.follow_ups, name="follow_ups"),
    path("<slug:slug>/amt/wiedervorlagen/tabelle.csv", work.follow_ups_export, name="follow_ups_export"),
    path(
        "<slug:slug>/amt/wiedervorlagen/tabelle.ods",
        work.follow_ups_spreadsheet,
        name="follow_ups_spreadsheet",
    ),
    path("<slug:slug>/amt/laufmappen/", work.circulations, name="circulations"),
    path(
        "<slug:slug>/amt/laufmappen/tabelle.<slug:form>", work.circulations_table, name="circulations_table"
    ),
    path("<slug:slug>/amt/aussonderung/", disposal.disposals, name="disposals"),
    path("<slug:slug>/amt/aussonderung/tabelle.<slug:form>", disposal.due_table, name="due_table"),
    path("<slug:slug>/amt/aussonderung/<uuid:disposal>/", disposal.disposal, name="disposal"),
    path("<slug:slug>/amt/aussonderung/<uuid:disposal>/0501.xml", disposal.offer_file, name="offer_file"),
    path(
        "<slug:slug>/amt/aussonderung/<uuid:disposal>/<slug:action>/",
        disposal.disposal_action,
        name="disposal_action",
    ),
    path("<slug:slug>/amt/aussonderung/<slug:action>/", disposal.disposals_action, name="disposals_action"),
]

DESK = [
    *RECORDS,
    *RELEASING,
    *NOTICES,
    path("<slug:slug>/amt/", home.home, name="desk"),
    path("<slug:slug>/amt/anmelden/", login.login, name="login"),
    path("<slug:slug>/amt/anmelden/passkey/", login.login_with_passkey, name="login_with_passkey"),
    path("<slug:slug>/amt/anmelden/dienst/", login.sso, name="sso"),
    path("<slug:slug>/amt/anmelden/dienst/antwort/", login.sso_answer, name="sso_answer"),
    path("<slug:slug>/amt/abmelden/", login.logout, name="logout"),
    path("<slug:slug>/amt/hilfe/", guides.guide_page, name="guides"),
    path("<slug:slug>/amt/suche/", search.find, name="find"),
    path("<slug:slug>/amt/mein-zugang/", access.own_access, name="own_access"),
    path("<slug:slug>/amt/mein-zugang/passkeys/", passkeys.own_passkeys, name="own_passkeys"),
    path("<slug:slug>/amt/bestaetigen/", access.confirm_page, name="confirm"),
    path("<slug:slug>/amt/bestaetigen/passkey/", passkeys.confirm_passkey, name="confirm_with_passkey"),
    path("<slug:slug>/amt/zugaenge/", people.accesses, name="accesses"),
    path("<slug:slug>/amt/vertretung/", substitutes.substitutes, name="substitutes"),
    path("<slug:slug>/amt/vorgaenge/", inbox.inbox, name="inbox"),
    path("<slug:slug>/amt/vorgaenge/tabelle.csv", inbox.inbox_export, name="inbox_export"),
    path("<slug:slug>/amt/vorgaenge/tabelle.ods", inbox.inbox_spreadsheet, name="inbox_spreadsheet"),
    path("<slug:slug>/amt/vorgaenge/sammeln/", collecting.collect, name="collect"),
    path("<slug:slug>/amt/vorgaenge/erfassen/", taking_up.take_up, name="take_up"),
    path("<slug:slug>/amt/ansichten/", kept_views.views, name="views"),
    path("<slug:slug>/amt/vorgaenge/<uuid:case>/", case.case_page, name="case"),
    path(
        "<slug:slug>/amt/vorgaenge/<uuid:case>/berichtigen/<slug:page>/", correcting.correct, name="correct"
    ),
    path(
        "<slug:slug>/amt/vorgaenge/<uuid:case>/dokumente/<uuid:document>/",
        case_documents.case_document,
        name="case_document",
    ),
    path(
        "<slug:slug>/amt/vorgaenge/<uuid:case>/dokumente/<uuid:document>/seite-<int:page>.png",
        case_documents.case_picture,
        name="case_picture",
    ),
    path("<slug:slug>/amt/vorgaenge/<uuid:case>/ablauf/", case_process.case_process, name="case_process"),
    path(
        "<slug:slug>/amt/vorgaenge/<uuid:case>/ablauf/<slug:action>/",
        case_process.process_action,
        name="process_action",
    ),
    path("<slug:slug>/amt/vorgaenge/<uuid:case>/worte-loeschen/", erasing.erasing, name="erase_words"),
    path(
        "<slug:slug>/amt/vorgaenge/<uuid:case>/beteiligung/", consultation.consultation, name="consultation"
    ),
    path(
        "<slug:slug>/amt/vorgaenge/<uuid:case>/beteiligung/<slug:action>/",
        consultation.consultation_action,
        name="consultation_action",
    ),
    path("<slug:slug>/amt/beteiligungen/", opinions.opinions, name="opinions"),
    path("<slug:slug>/amt/beteiligungen/tabelle.<slug:form>", opinions.opinions_table, name="opinions_table"),
    path(
        "<slug:slug>/amt/beteiligungen/<uuid:request_id>/", opinions.received_request, name="received_request"
    ),
    path(
        "<slug:slug>/amt/beteiligungen/<uuid:request_id>/unterlagen/<int:number>/",
        opinions.received_file,
        name="received_file",
    ),
    path("<slug:slug>/amt/vorgaenge/<uuid:case>/<slug:action>/", case.case_action, name="case_action"),
    path("<slug:slug>/amt/ablaeufe/", process_map.processes, name="processes"),
    path("<slug:slug>/amt/ablaeufe/<slug:service>/", process_map.process_map, name="process_map"),
    path("<slug:slug>/amt/ablaeufe/<slug:service>/umstellen/", migration.migration, name="migration"),
    path("<slug:slug>/amt/stoerungen/", incidents.incidents, name="incidents"),
    path("<slug:slug>/amt/gewerberegister/", register.register, name="register"),
    path(
        "<slug:slug>/amt/gewerberegister/tabelle.<slug:form>", register.register_table, name="register_table"
    ),
    path("<slug:slug>/amt/gewerberegister/<uuid:business>/", register.entry, name="register_entry"),
    path(
        "<slug:slug>/amt/gewerberegister/<uuid:business>/auszug/", register.extract, name="register_extract"
    ),
    *CASH_OFFICE,
    path("<slug:slug>/amt/leistungen/", services.services, name="services_desk"),
    path("<slug:slug>/amt/verarbeitungsverzeichnis.pdf", services.record, name="processing_record"),
    path("<slug:slug>/amt/leistungen/<slug:service>/", services.service, name="service_desk"),
    path(
        "<slug:slug>/amt/leistungen/<slug:service>/uebergabemappe.pdf",
        services.dossier,
        name="service_dossier",
    ),
    path("<slug:slug>/amt/uebernahmen/", adopting.adopting, name="adopt"),
    path("<slug:slug>/amt/uebernahmen/<uuid:preparation>/", adopting.preparation, name="preparation"),
    path(
        "<slug:slug>/amt/uebernahmen/<uuid:preparation>/festlegen/", adopting.slots, name="preparation_slots"
    ),
    path(
        "<slug:slug>/amt/uebernahmen/<uuid:preparation>/auswirkungen/",
        going_live.impact,
        name="preparation_impact",
    ),
    path(
        "<slug:slug>/amt/uebernahmen/<uuid:preparation>/entscheiden/",
        going_live.decisions,
        name="preparation_decisions",
    ),
    path(
        "<slug:slug>/amt/uebernahmen/<uuid:preparation>/erproben/",
        going_live.trial,
        name="preparation_trial",
    ),
    path(
        "<slug:slug>/amt/uebernahmen/<uuid:preparation>/formular/",
        form_preview.preparation_preview,
        name="preparation_preview",
    ),
    path(
        "<slug:slug>/amt/uebernahmen/<uuid:preparation>/in-betrieb/",
        going_live.going_live,
        name="preparation_start",
    ),
    path("<slug:slug>/amt/leistungen/<slug:service>/texte/", texts.texts, name="service_texts"),
    path("<slug:slug>/amt/leistungen/<slug:service>/felder/", fields.fields, name="service_fields"),
    path("<slug:slug>/amt/leistungen/<slug:service>/schritte/", own_steps.own_steps, name="service_steps"),
    path(
        "<slug:slug>/amt/leistungen/<slug:service>/veroeffentlichen/",
        publishing.publishing,
        name="service_publishing",
    ),
    path("<slug:slug>/amt/leistungen/<slug:service>/vorschlagen/", proposals.propose, name="service_propose"),
    path("<slug:slug>/amt/vorschlaege/", proposals.proposals, name="proposals"),
    path("<slug:slug>/amt/vorschlaege/<uuid:proposal>/", proposals.proposal, name="proposal"),
    path(
        "<slug:slug>/amt/vorschlaege/<uuid:proposal>/datei.json",
        proposals.proposal_file,
        name="proposal_file",
    ),
    path("<slug:slug>/amt/kataloge/", subscriptions.subscriptions, name="subscriptions"),
    path("<slug:slug>/amt/leistungen/<slug:service>/versionen/", versions.history, name="service_history"),
    path(
        "<slug:slug>/amt/leistungen/<slug:service>/vergleich/", versions.comparison, name="service_comparison"
    ),
    path(
        "<slug:slug>/amt/leistungen/<slug:service>/formular/<slug:version>/",
        form_preview.service_form,
        name="service_form",
    ),
    path("<slug:slug>/amt/eingaenge/", deliveries.deliveries, name="deliveries"),
    path(
        "<slug:slug>/amt/eingaenge/tabelle.<slug:form>", deliveries.deliveries_table, name="deliveries_table"
    ),
    path("<slug:slug>/amt/eingaenge/<uuid:delivery>/", deliveries.delivery, name="delivery"),
    path(
        "<slug:slug>/amt/eingaenge/<uuid:delivery>/daten.json", deliveries.delivery_json, name="delivery_json"
    ),
    path("<slug:slug>/amt/eingaenge/<uuid:delivery>/daten.pdf", deliveries.delivery_pdf, name="delivery_pdf"),
]

urlpatterns = [
    path("gesundheit", start.health, name="health"),
    *i18n_patterns(*PORTAL, *DESK, prefix_default_language=False),
]

handler400 = pages.bad_request
handler404 = pages.page_not_found
handler500 = pages.server_error
