"""What the services that the README names document of a request's shape."""
import collections
import json
import re

ID = re.compile(r"(mrr|test)_[0-9a-f]{32}")


def is_text(value, most=None):
    return isinstance(value, str) and value != "" and (most is None or len(value) <= most)


def is_payload(body, _):
    keys = {"mrr_movement": {"event", "account_id", "customer", "movements"},
            "scheduled_cancellation": {"event", "account_id", "customer", "movements"},
            "failed_payment": {"event", "timestamp", "customer", "payment"}}
    return set(body) == keys[body["event"]] and is_text(body["customer"]["id"])


def is_slack(body, _):
    return set(body) == {"text"} and is_text(body["text"], 40000) and not re.search(
        r"[<>]|&(?!amp;|lt;|gt;)", body["text"])


def is_hubspot(body, headers):
    return headers["authorization"] == "Bearer pat-secret" and set(body) == {"inputs"} and all(
        one["idProperty"] == "email" and "@" in one["id"] and all(
            isinstance(value, (str, int, float)) for value in one["properties"].values())
        for one in body["inputs"])


def is_flat(body, _):
    return not any(isinstance(value, (dict, list)) for value in body.values()) and (
        is_text(body["customer_id"]) and type(body["mrr_change"]) is int)


def is_pagerduty(body, _):
    payload = body["payload"]
    return set(body) <= {"routing_key", "event_action", "dedup_key", "payload", "client", "links"} and (
        re.fullmatch(r"[0-9a-f]{32}", body["routing_key"]) and body["event_action"] == "trigger"
        and is_text(body["dedup_key"], 255) and is_text(payload["summary"], 1024)
        and is_text(payload["source"]) and re.match(r"\d{4}-\d\d-\d\dT[\d:]+Z$", payload["timestamp"])
        and payload["severity"] in ("critical", "error", "warning", "info"))


def is_opsgenie(body, headers):
    return headers["authorization"] == "GenieKey secret" and is_text(body["message"], 130) and (
        is_text(body["alias"], 512) and is_text(body["description"], 15000)
        and body["priority"] in ("P1", "P2", "P3", "P4", "P5")
        and all(isinstance(value, str) for value in body["details"].values()))


def is_postmark(body, headers):
    return headers["x-postmark-server-token"] == "secret" and "accept" in headers and (
        set(body) == {"MessageStream", "From", "To", "Subject", "TextBody"}
        and all(map(is_text, body.values())) and "@" in body["To"])


# What each gets, and where.
SHAPES = {
    ("hooks.example.com", "/mrr"): is_payload,
    ("hooks.slack.com", "/services/T000/B000/secret"): is_slack,
    ("api.hubapi.com", "/crm/v3/objects/contacts/batch/upsert"): is_hubspot,
    ("hooks.zapier.com", "/hooks/catch/123456/abcdef/"): is_payload,
    ("hook.eu2.make.com", "/secret"): is_flat,
    ("events.pagerduty.com", "/v2/enqueue"): is_pagerduty,
    ("api.opsgenie.com", "/v2/alerts"): is_opsgenie,
    ("api.postmarkapp.com", "/email"): is_postmark,
    ("sales.example.com", "/mrr"): is_payload,
    ("success.example.com", "/mrr"): is_payload,
}
# These are sent to without a queue, or by hand: the same again is sent again.
AGAIN = {"hooks.example.com", "hooks.zapier.com"}


def judge(book):
    """One line of figures, and what is wrong."""
    wrong, numbers, ids = [], collections.Counter(), set()
    for request in book:
        headers = {name.lower(): value for name, value in request["headers"]}
        host, path = headers["host"], request["path"]
        numbers[host] += 1
        body = json.loads(request["body"])
        try:
            is_right = SHAPES[host, path](body, headers)
        except (KeyError, TypeError) as error:
            is_right, path = False, f"{path} ({error!r})"
        if request["method"] != "POST" or headers["content-type"] != "application/json" or not is_right:
            wrong.append(f"{host}{path} would refuse {request['body'][:300]}")
        identity = (host, headers["webhook-id"])
        if identity in ids and host not in AGAIN:
            wrong.append(f"{host} was told of {headers['webhook-id']} twice")
        ids.add(identity)
        if not ID.fullmatch(headers["webhook-id"]):
            wrong.append(f"{host}: webhook-id {headers['webhook-id']}")
    wrong += [f"{host} was told nothing" for host, _ in SHAPES if not numbers[host]]
    told = ", ".join(f"{host} {number}" for host, number in numbers.items())
    return f"POSTs of the right shape: {told}", wrong
