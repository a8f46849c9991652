/// Answers that are slow or broken: faults 17 to 36.
let brokenFaults: [Fault] = [
  Fault(
    17, "the connection is taken, and never answered",
    [
      FaultCase(
        "hang", timeout: "1500ms",
        .failed(nil, "timeout", "no answer within 1500 ms (connected in N ms)"))
    ]),
  Fault(18, "SYN that nobody answers", shownBy: ["FaultTests.connectingThatNeverEnds"]),
  Fault(
    19, "a TLS hello that nobody answers",
    [
      FaultCase(
        "", kind: "silent", timeout: "700ms",
        .failed(
          nil, "timeout",
          "no answer within 700 ms (connected to 127.0.0.1, but TLS did not come up)"))
    ]),
  Fault(
    20, "a header block byte by byte",
    [
      FaultCase(
        "interim/head-dribble=0.04", timeout: "2s",
        .failed(nil, "timeout", "no complete answer within 2 s (connected in N ms)"))
    ]),
  Fault(
    21, "an answer shortly before and after the time is over",
    [
      FaultCase("delay=0.5", .delivered(204)),
      FaultCase(
        "delay=3", timeout: "2s",
        .failed(nil, "timeout", "no answer within 2 s (connected in N ms)")),
    ], shownBy: ["FaultTests.theTimeIsFiveSeconds"]),
  Fault(22, "200, then a body byte by byte", shownBy: ["FaultTests.aSlowBodyIsNoFailure"]),
  Fault(
    23, "a body shorter than its Content-Length",
    [FaultCase("body-cut", .delivered(200, note: "body_incomplete"))]),
  Fault(
    24, "chunks that break off, or are none",
    [
      FaultCase("chunked-cut", .delivered(200, note: "body_incomplete")),
      FaultCase("chunked-bad", .delivered(200, note: "body_invalid")),
    ]),
  Fault(
    25, "a header block that breaks off behind its first line",
    [
      FaultCase("head-cut", brokeOff), FaultCase("continue-only", brokeOff),
      FaultCase(
        "head-reset",
        .failed(nil, "reset", "the endpoint reset the connection in the middle of its answer")),
    ]),
  Fault(
    26, "a body without end",
    [
      FaultCase("body-endless", .delivered(200, note: "body_long")),
      FaultCase("body=65537", .delivered(200, note: "body_long")),
      FaultCase("body=65536", .delivered(200)),
    ]),
  Fault(
    27, "2 MB of headers",
    [
      FaultCase(
        "head-huge",
        .failed(nil, "bad_response", "the answer cannot be taken: its headers are over 300 KB"))
    ]),
  Fault(
    28, "gzip that is none, or unpacks to 30 MB",
    [
      FaultCase("gzip-bad", .delivered(200)), FaultCase("gzip-bomb", .delivered(200)),
    ]),
  Fault(
    29, "two Content-Lengths",
    [FaultCase("two-lengths", .delivered(200, note: "body_incomplete"))]),
  Fault(
    30, "HTTP/0.9, bytes of garbage",
    [FaultCase("garbage", notHTTP), FaultCase("raw=hello%0d%0a", notHTTP)]),
  Fault(
    31, "RST before, during and after the request",
    [
      FaultCase("", kind: "reset-at-once", resetBefore), FaultCase("reset-early", resetBefore),
      FaultCase("reset", resetBefore),
    ]),
  Fault(
    32, "the connection is closed without an answer, with and without a word of TLS",
    [FaultCase("drop", closed), FaultCase("cut", closed)]),
  Fault(
    33, "the second request of a connection is read, and the connection closed",
    shownBy: ["FaultTests.noHiddenSecondPOST"]),
  Fault(
    34, "idle connections are closed just as they are wanted",
    shownBy: [
      "FaultTests.aConnectionClosedWhileIdleIsReplaced",
      "FaultTests.manyConnectionsClosedWhileIdleAreReplaced",
    ]),
  Fault(
    35, "Connection: close each time", [FaultCase("close", .delivered(204))],
    shownBy: ["FaultTests.everyConnectionIsClosed"]),
  Fault(
    36, "a body of 8 MB that nobody reads",
    [
      FaultCase(
        "unread", timeout: "1500ms",
        input: #"{"x":"\#(String(repeating: "y", count: 8_000_000))"}"# + "\n",
        .failed(nil, "timeout", "no answer within 1500 ms (connected in N ms)")),
      FaultCase("early=204", input: #"{"n":1}"# + "\n", .delivered(204)),
    ]),
]

private let brokeOff = FaultCase.Expected.failed(
  nil, "bad_response", "the answer broke off before the end of its header block")
private let resetBefore = FaultCase.Expected.failed(
  nil, "reset", "the endpoint reset the connection before its answer")
private let closed = FaultCase.Expected.failed(
  nil, "empty_reply", "the endpoint closed the connection without an answer")
