"""Every URL of the desk. `permissions` says who may open which."""

from django.urls import include, path

from leadpact.desk import shell
from leadpact.desk.api import site as api
from leadpact.desk.capture import form_pages, form_views, list_views, quarantine_pages
from leadpact.desk.demo import views as demo
from leadpact.desk.governance import audit_views as audit
from leadpact.desk.governance import operation_views as operations
from leadpact.desk.governance import pact_views as pacts
from leadpact.desk.leads import views as leads
from leadpact.desk.people import token_views as tokens
from leadpact.desk.people import views as people
from leadpact.desk.privacy import views as privacy
from leadpact.desk.queue import views as queue
from leadpact.desk.team import absence_views as absences
from leadpact.desk.team import coaching_views as coaching
from leadpact.desk.team import marketing_views as marketing
from leadpact.desk.team import review_views as reviews
from leadpact.desk.team import views as team
from leadpact.desk.webhooks import views as webhooks

urlpatterns = [
    path("", shell.home, name="home"),
    path("health", shell.health, name="health"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include(api.urls())),
    path("demo/sign-in/<str:token>", demo.sign_in, name="demo-sign-in"),
    path("queue", queue.show_queue, name="queue"),
    path("queue/act", queue.act, name="queue-act"),
    path("queue/undo", queue.undo_last, name="queue-undo"),
    path("queue/refusal", queue.see_refusal, name="queue-refusal"),
    path("queue/claim", queue.claim_lead, name="queue-claim"),
    path("queue/room", queue.have_room, name="queue-room"),
    path("queue/news", queue.show_news, name="queue-news"),
    path("queue/find", queue.find, name="queue-find"),
    path("queue/mine", queue.show_mine, name="queue-mine"),
    path("queue/keys", queue.show_keys, name="queue-keys"),
    path("leads/<str:lead_id>", leads.show_lead, name="lead"),
    path("f/<slug:slug>", form_views.show_form, name="form"),
    path("f/<slug:slug>/embed.js", form_views.embed_script, name="form-embed"),
    path("f/<slug:slug>/thanks", form_views.show_thanks, name="form-thanks"),
    path("f/<slug:slug>/touched", form_views.touched, name="form-touched"),
    path("forms", form_pages.show_forms, name="forms"),
    path("forms/first", form_pages.add_first, name="forms-first"),
    path("forms/<slug:slug>", form_pages.show_versions, name="form-versions"),
    path("forms/<slug:slug>/new", form_pages.new_version, name="form-new"),
    path("lists", list_views.show_lists, name="lists"),
    path("lists/upload", list_views.upload, name="list-upload"),
    path("lists/<int:list_id>", list_views.show_list, name="list"),
    path("lists/<int:list_id>/decide", list_views.decide_list, name="list-decide"),
    path("lists/<int:list_id>/results.csv", list_views.download_results, name="list-results"),
    path("quarantine", quarantine_pages.show_quarantine, name="quarantine"),
    path("quarantine/decide", quarantine_pages.decide_submissions, name="quarantine-decide"),
    path("profile", people.show_profile, name="profile"),
    path("people", people.show_people, name="people"),
    path("people/add", people.add, name="people-add"),
    path("people/<int:user_id>", people.show_person, name="person"),
    path("people/<int:user_id>/change", people.change, name="person-change"),
    path("people/<int:user_id>/password", people.give_password, name="person-password"),
    path("people/<int:user_id>/sign-out", people.sign_out, name="person-sign-out"),
    path("audit", audit.show_audit, name="audit"),
    path("leads/<str:lead_id>/privacy", privacy.show_privacy, name="lead-privacy"),
    path("leads/<str:lead_id>/export", privacy.export, name="lead-export"),
    path("leads/<str:lead_id>/erase", privacy.erase_lead, name="lead-erase"),
    path("tokens", tokens.show_tokens, name="tokens"),
    path("tokens/add", tokens.add_token, name="tokens-add"),
    path("tokens/<int:token_id>/revoke", tokens.end_token, name="tokens-revoke"),
    path("team", team.show_team, name="team"),
    path("team/move", team.move, name="team-move"),
    path("pact", pacts.show_pact, name="pact"),
    path("pact/check", pacts.check, name="pact-check"),
    path("pact/published/<int:seq>/back", pacts.bring_back, name="pact-back"),
    path("pact/drafts/<int:draft_id>", pacts.show_draft, name="pact-draft"),
    path("pact/drafts/<int:draft_id>/publish", pacts.publish, name="pact-publish"),
    path("operations", operations.show_operations, name="operations"),
    path("operations/leads/<str:lead_id>", operations.retry_lead, name="operations-lead"),
    path("operations/command", operations.retry_command, name="operations-command"),
    path("operations/messages/<int:row_id>", operations.resend, name="operations-message"),
    path("marketing", marketing.show_marketing, name="marketing"),
    path("marketing.csv", marketing.export, name="marketing-csv"),
    path("marketing/leads/<str:lead_id>", marketing.plan, name="marketing-plan"),
    path("coaching", coaching.show_first, name="coaching"),
    path("coaching/<str:rep_id>", coaching.show_rep, name="coaching-rep"),
    path("absences", absences.show_absences, name="absences"),
    path("absences/add", absences.add, name="absence-add"),
    path("absences/<str:absence_id>/end", absences.end, name="absence-end"),
    path("reps/<str:rep_id>/caps", absences.change_caps, name="rep-caps"),
    path("reviews", reviews.show_reviews, name="reviews"),
    path("reviews/step", reviews.step, name="review-step"),
    path("connections", webhooks.show_connections, name="connections"),
    path("connections/add", webhooks.add, name="connections-add"),
    path("connections/<int:endpoint_id>/test", webhooks.test, name="connections-test"),
    path("connections/<int:endpoint_id>/rotate", webhooks.rotate, name="connections-rotate"),
    path("connections/<int:endpoint_id>/switch", webhooks.switch, name="connections-switch"),
    path("connections/<int:endpoint_id>/remove", webhooks.remove, name="connections-remove"),
    path("connections/<int:endpoint_id>/again", webhooks.again, name="connections-again"),
]

handler400 = "leadpact.desk.failures.unreadable"
handler403 = "leadpact.desk.failures.not_allowed"
handler404 = "leadpact.desk.failures.not_found"
handler500 = "leadpact.desk.failures.unexpected"
