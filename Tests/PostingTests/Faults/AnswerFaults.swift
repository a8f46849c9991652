/// What the endpoint answers: faults 1 to 16.
let answerFaults: [Fault] = [
  Fault(1, "204 without a body", [FaultCase("status=204", .delivered(204))]),
  Fault(
    2, "200, and 103 before it",
    [
      FaultCase("interim/status=200", .delivered(200)),
      FaultCase("interim", .delivered(204)),
    ]),
  Fault(3, "200 in chunks", [FaultCase("chunked", .delivered(200))]),
  Fault(4, "299", [FaultCase("status=299", .delivered(299))]),
  Fault(
    5, "301, 302, 303, 307 or 308 to an endpoint that would take it",
    [301, 302, 303, 307, 308].map { status in
      FaultCase("redirect=\(status)", redirected(status, "127.0.0.1:N/landed?…"))
    } + [
      FaultCase("status=303/header=Location:%20%2Fnew%1B", redirected(303, "127.0.0.1:N/new%1B")),
      FaultCase(
        "status=300",
        .failed(
          300, "redirect", "HTTP 300 to nowhere: redirects are not followed; check the URL")),
    ], shownBy: ["FaultTests.redirectsAreNotFollowed"]),
  Fault(
    6, "302 to 169.254.169.254",
    [
      FaultCase(
        "status=302/header=Location:%20https:%2F%2F169.254.169.254%2F",
        redirected(302, "169.254.169.254/"))
    ]),
  Fault(
    7, "400, 401, 403, 404, 405, 413, 415, 422",
    [
      FaultCase(
        "status=400/text=no%20such%20key",
        .failed(400, "status", "HTTP 400", response: "no such key")),
      refusal(401, ": the endpoint wants credentials; see --header"),
      refusal(
        403,
        ": the endpoint refuses the request; check the URL and the credentials (--header)"),
      refusal(404, ": nothing is at this path; check the URL"),
      refusal(405, ": the endpoint does not take POST; check the URL"),
      refusal(413, ": the notification is too large for the endpoint"),
      refusal(415, ": the endpoint does not take application/json"),
      refusal(422, ""),
      refusal(304, ""),
    ]),
  Fault(
    8, "410",
    [
      FaultCase(
        "status=410",
        .failed(410, "gone", "HTTP 410: the endpoint is gone for good; change or remove the URL")
      )
    ]),
  Fault(
    9, "429 with Retry-After: 7",
    [
      throttled("", ""),
      throttled("/header=Retry-After:%207", " (Retry-After: 7)"),
    ]),
  Fault(
    10, "429 with a Retry-After that is a date, past, negative, huge, a word, or there twice",
    [
      throttled(
        "/header=Retry-After:%20Fri,%2031%20Dec%202049%2023:59:59%20GMT",
        " (Retry-After: Fri, 31 Dec 2049 23:59:59 GMT)"),
      throttled(
        "/header=Retry-After:%20Sun,%2006%20Nov%201994%2008:49:37%20GMT",
        " (Retry-After: Sun, 06 Nov 1994 08:49:37 GMT)"),
      throttled("/header=Retry-After:%20-1", " (Retry-After: -1)"),
      throttled("/header=Retry-After:%201e9", " (Retry-After: 1e9)"),
      throttled("/header=Retry-After:%20soon", " (Retry-After: soon)"),
      throttled("/header=Retry-After:%207/header=Retry-After:%209", " (Retry-After: 7)"),
    ], shownBy: ["QueueRunTests.theLaterOfBothPausesCounts"]),
  Fault(
    11, "500, 502, 503, 504",
    [refusal(500, ""), refusal(502, ""), refusal(503, ""), refusal(504, "")]
      + [5000, 70000].map {
        FaultCase(
          "status=500/body=\($0)",
          .failed(500, "status", "HTTP 500", response: String(repeating: "x", count: 2048)))
      }),
  Fault(
    12, "503 with a Retry-After of ten days",
    [
      FaultCase(
        "status=503/header=Retry-After:%20864000",
        .failed(
          503, "throttled",
          "HTTP 503: the endpoint takes nothing for now (Retry-After: 864000)"))
    ]),
  Fault(
    13, "a status that is none, and one without words",
    [
      FaultCase("status=99999", notHTTP), FaultCase("status=000", notHTTP),
      FaultCase(
        "status=999",
        .failed(nil, "bad_response", "the answer cannot be taken: its status is none")),
      FaultCase("raw=HTTP%2f1.1%20204%0d%0a%0d%0a", .delivered(204)),
      FaultCase(
        "raw=HTTP%2f1.1%20200%20%0d%0aContent-Length:%200%0d%0a%0d%0a", .delivered(200)),
    ]),
  Fault(
    14, "101",
    [
      FaultCase(
        "switching",
        .failed(
          nil, "bad_response", "the answer cannot be taken: HTTP 101, which nobody asked for"))
    ]),
  Fault(15, "200 with webhook-delivery: disable", doesNotApply: unknownHeader),
  Fault(16, "200 with webhook-delivery: abort-message", doesNotApply: unknownHeader),
]

private let unknownHeader =
  "an answer's webhook-delivery header has no meaning here; 410 says the same"

let notHTTP = FaultCase.Expected.failed(
  nil, "bad_response", "the answer is not HTTP; check the URL and its port")

private func redirected(_ status: Int, _ target: String) -> FaultCase.Expected {
  .failed(
    status, "redirect",
    "HTTP \(status) to https://\(target): redirects are not followed; change the URL")
}

private func refusal(_ status: Int, _ hint: String) -> FaultCase {
  FaultCase("status=\(status)", .failed(status, "status", "HTTP \(status)\(hint)"))
}

private func throttled(_ header: String, _ wait: String) -> FaultCase {
  FaultCase(
    "status=429\(header)",
    .failed(429, "throttled", "HTTP 429: the endpoint takes no more for now\(wait)"))
}
