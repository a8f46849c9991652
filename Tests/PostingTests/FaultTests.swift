import Foundation
import Testing

/// What can go wrong on the way, each provoked over real TLS: the reason, and the sentence.
@Suite struct FaultTests {
  let receiver = Receiver.shared

  struct Row: Sendable, CustomTestStringConvertible {
    let path: String
    let status: Int?
    let reason: String
    let message: String
    let timeout: String
    let response: String?
    var testDescription: String { path }

    init(
      _ path: String, _ status: Int?, _ reason: String, _ message: String,
      timeout: String = "30s", response: String? = nil
    ) {
      self.path = path
      self.status = status
      self.reason = reason
      self.message = message
      self.timeout = timeout
      self.response = response
    }
  }

  /// Checks the one receipt of a notification that was not delivered; `N` in the message stands
  /// for a number.
  private func check(_ result: PostProcess.Result, _ row: Row) throws {
    #expect(result.status == 1)
    let receipt = try #require(result.receipts.first)
    #expect(result.receipts.count == 1)
    #expect(receipt["receipt"] as? String == "failed")
    #expect(receipt["status"] as? Int == row.status)
    #expect(receipt["reason"] as? String == row.reason)
    #expect(receipt["response"] as? String == row.response)
    let message = (receipt["message"] as? String ?? "")
      .replacing(/[0-9]+ ms\)/, with: "N ms)").replacing(/:[0-9]{4,5}/, with: ":N")
      .replacing(/port [0-9]+/, with: "port N")
    #expect(message == row.message)
    #expect(
      result.errors == "mrr-post: 1 of 1 notifications not delivered: \(row.reason) 1\n")
  }

  @Test(arguments: [
    Row("status=500", 500, "status", "HTTP 500"),
    Row("status=503", 503, "status", "HTTP 503"),
    Row("status=304", 304, "status", "HTTP 304"),
    Row("status=400/text=no%20such%20key", 400, "status", "HTTP 400", response: "no such key"),
    Row(
      "status=500/body=5000", 500, "status", "HTTP 500",
      response: String(repeating: "x", count: 2048)),
    Row(
      "status=500/body=70000", 500, "status", "HTTP 500",
      response: String(repeating: "x", count: 2048)),
    Row(
      "status=401", 401, "status", "HTTP 401: the endpoint wants credentials; see --header"),
    Row("status=404", 404, "status", "HTTP 404: nothing is at this path; check the URL"),
    Row(
      "status=405", 405, "status", "HTTP 405: the endpoint does not take POST; check the URL"),
    Row(
      "status=410", 410, "gone",
      "HTTP 410: the endpoint is gone for good; change or remove the URL"),
    Row("status=429", 429, "throttled", "HTTP 429: the endpoint takes no more for now"),
    Row(
      "status=503/header=Retry-After:%207", 503, "throttled",
      "HTTP 503: the endpoint takes nothing for now (Retry-After: 7)"),
    Row(
      "redirect=301", 301, "redirect",
      "HTTP 301 to https://127.0.0.1:N/landed?…: redirects are not followed; change the URL"),
    Row(
      "redirect=302", 302, "redirect",
      "HTTP 302 to https://127.0.0.1:N/landed?…: redirects are not followed; change the URL"),
    Row(
      "redirect=307", 307, "redirect",
      "HTTP 307 to https://127.0.0.1:N/landed?…: redirects are not followed; change the URL"),
    Row(
      "redirect=308", 308, "redirect",
      "HTTP 308 to https://127.0.0.1:N/landed?…: redirects are not followed; change the URL"),
    Row(
      "status=303/header=Location:%20%2Fnew%1B", 303, "redirect",
      "HTTP 303 to https://127.0.0.1:N/new%1B: redirects are not followed; change the URL"),
    Row(
      "status=300", 300, "redirect",
      "HTTP 300 to nowhere: redirects are not followed; check the URL"),
    Row(
      "hang", nil, "timeout", "no answer within 1500 ms (connected in N ms)", timeout: "1500ms"),
    Row(
      "delay=3", nil, "timeout", "no answer within 2 s (connected in N ms)", timeout: "2s"),
    Row(
      "interim/head-dribble=0.04", nil, "timeout",
      "no complete answer within 2 s (connected in N ms)", timeout: "2s"),
    Row("drop", nil, "empty_reply", "the endpoint closed the connection without an answer"),
    Row("cut", nil, "empty_reply", "the endpoint closed the connection without an answer"),
    Row("reset", nil, "reset", "the endpoint reset the connection before its answer"),
    Row("reset-early", nil, "reset", "the endpoint reset the connection before its answer"),
    Row(
      "head-reset", nil, "reset",
      "the endpoint reset the connection in the middle of its answer"),
    Row(
      "head-cut", nil, "bad_response",
      "the answer broke off before the end of its header block"),
    Row(
      "continue-only", nil, "bad_response",
      "the answer broke off before the end of its header block"),
    Row(
      "switching", nil, "bad_response",
      "the answer cannot be taken: HTTP 101, which nobody asked for"),
    Row(
      "head-huge", nil, "bad_response",
      "the answer cannot be taken: its headers are over 300 KB"),
    Row(
      "status=999", nil, "bad_response", "the answer cannot be taken: its status is none"),
    Row(
      "status=99999", nil, "bad_response",
      "the answer is not HTTP; check the URL and its port"),
    Row(
      "status=000", nil, "bad_response", "the answer is not HTTP; check the URL and its port"),
    Row(
      "garbage", nil, "bad_response", "the answer is not HTTP; check the URL and its port"),
    Row(
      "raw=hello%0d%0a", nil, "bad_response",
      "the answer is not HTTP; check the URL and its port"),
  ]) func faultsOfTheAnswer(_ row: Row) throws {
    let mark = uniqueMark()
    let result = try PostProcess.run(
      to: "/\(mark)/\(row.path)", ["--timeout", row.timeout], input: "{}\n")
    try check(result, row)
    #expect(try receiver.requests(mark).count == 1, "one POST, and no more")
  }

  @Test func redirectsAreNotFollowed() throws {
    let result = try PostProcess.run(to: "/redirect=307", input: "{}\n")
    #expect(result.all("reason") == ["redirect"])
    #expect(try receiver.requests("\"path\": \"/landed").isEmpty)
  }

  /// Answers that count, for their header block was complete.
  @Test(arguments: [
    ("status=200", 200, nil), ("status=299", 299, nil), ("interim", 204, nil),
    ("chunked", 200, nil), ("early=204", 204, nil), ("close", 204, nil),
    ("body=65536", 200, nil), ("delay=0.5", 204, nil),
    ("body=65537", 200, "body_long"), ("body-endless", 200, "body_long"),
    ("body-cut", 200, "body_incomplete"), ("chunked-cut", 200, "body_incomplete"),
    ("two-lengths", 200, "body_incomplete"), ("chunked-bad", 200, "body_invalid"),
    ("gzip-bad", 200, nil),
  ]) func answersThatCount(_ path: String, _ status: Int, _ note: String?) throws {
    let result = try PostProcess.run(
      to: "/\(path)", ["--timeout", "30s"], input: "{\"n\":1}\n")
    #expect(result.status == 0)
    #expect(result.errors == "")
    let receipt = try #require(result.receipts.first)
    #expect(receipt["receipt"] as? String == "delivered")
    #expect(receipt["status"] as? Int == status)
    #expect(receipt["note"] as? String == note)
    #expect(receipt["response"] == nil)
  }

  @Test func aSlowBodyIsNoFailure() throws {
    let result = try PostProcess.run(
      to: "/body-dribble=0.3", ["--timeout", "1500ms"], input: "{}\n")
    #expect(result.status == 0)
    let receipt = try #require(result.receipts.first)
    #expect(receipt["note"] as? String == "body_incomplete")
    #expect((receipt["ms"] as? Int ?? 1500) < 1500, "it is to the end of the header block")
  }

  @Test func aBodyThatNobodyReadsRunsOutOfTime() throws {
    let line = #"{"x":"\#(String(repeating: "y", count: 8_000_000))"}"# + "\n"
    let result = try PostProcess.run(to: "/unread", ["--timeout", "1500ms"], input: line)
    try check(
      result,
      Row("", nil, "timeout", "no answer within 1500 ms (connected in N ms)"))
  }

  @Test(arguments: [
    ("expired", Row("", nil, "tls_expired", "the certificate of 127.0.0.1 has expired")),
    (
      "not-yet-valid",
      Row(
        "", nil, "tls_not_yet_valid",
        "the certificate of 127.0.0.1 is not valid yet; check the clock")
    ),
    (
      "wrong-host",
      Row("", nil, "tls_wrong_host", "the certificate is not one of 127.0.0.1; check the URL")
    ),
    (
      "self-signed",
      Row(
        "", nil, "tls_self_signed",
        "the certificate of 127.0.0.1 is signed by itself; if that is meant, name it with --ca")
    ),
    (
      "unknown-ca",
      Row(
        "", nil, "tls_untrusted",
        "the certificate of 127.0.0.1 is of an authority that is not trusted here; "
          + "name it with --ca (unable to get local issuer certificate)")
    ),
    (
      "chain",
      Row(
        "", nil, "tls_untrusted",
        "the certificate of 127.0.0.1 is of an authority that is not trusted here; "
          + "name it with --ca (self-signed certificate in certificate chain)")
    ),
    (
      "old-tls",
      Row(
        "", nil, "tls_handshake",
        "127.0.0.1 does not offer TLS 1.2 or newer (tlsv1 alert protocol version)")
    ),
    (
      "client-cert",
      Row(
        "", nil, "tls_handshake",
        "127.0.0.1 ended TLS with an alert; the server may require a client certificate "
          + "(tlsv13 alert certificate required)")
    ),
    (
      "plain",
      Row(
        "", nil, "tls_handshake",
        "port N of 127.0.0.1 does not speak TLS; check the URL and its port")
    ),
    (
      "hangup",
      Row("", nil, "tls_handshake", "127.0.0.1 closed the connection before TLS was up")
    ),
    (
      "hangup-reset",
      Row("", nil, "reset", "the endpoint reset the connection before TLS was up")
    ),
    (
      "silent",
      Row(
        "", nil, "timeout",
        "no answer within 700 ms (connected to 127.0.0.1, but TLS did not come up)",
        timeout: "700ms")
    ),
  ]) func faultsBeforeTheAnswer(_ kind: String, _ row: Row) throws {
    let mark = uniqueMark()
    let result = try PostProcess.run(
      to: "/\(mark)", ["--timeout", row.timeout], input: "{}\n", kind: kind)
    try check(result, row)
    #expect(try receiver.requests(mark).isEmpty)
  }

  @Test func namesThatAreNotFound() throws {
    // The resolver's patience, where there is no network at all.
    let result = try PostProcess.run(
      ["--timeout", "40s", "https://nothing.invalid/x"], "{}\n",
      environment: ["RES_OPTIONS": "timeout:1 attempts:1"])
    try check(
      result,
      Row("", nil, "dns", "the host name nothing.invalid was not found; check the URL"))
  }

  @Test func nobodyListens() throws {
    let result = try PostProcess.run(
      ["--allow-net", "127.0.0.1", "https://127.0.0.1:1/x"], "{}\n")
    try check(result, Row("", nil, "refused", "nothing listens on port N of 127.0.0.1"))
  }

  @Test func connectingThatNeverEnds() throws {
    // A listener whose queue is full answers no further SYN.
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let port = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, size)
        listen(listener, 0)
        getsockname(listener, address, &size)
        return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
          Int(UInt16(bigEndian: $0.pointee.sin_port))
        }
      }
    }
    let others = (0..<4).map { _ in
      let other = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_NONBLOCK, 0)
      withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = connect(other, $0, size) }
      }
      return other
    }
    defer { for number in others + [listener] { close(number) } }
    let result = try PostProcess.run(
      ["--allow-net", "127.0.0.1", "--timeout", "700ms", "https://127.0.0.1:\(port)/x"], "{}\n")
    try check(
      result,
      Row("", nil, "timeout", "no answer within 700 ms (still connecting to 127.0.0.1)"))
  }

  /// A kept connection on which the second request is read and not answered: libcurl would send it
  /// again by itself.
  @Test(arguments: [
    (
      "drop", "empty_reply",
      "the endpoint closed a kept connection without an answer; it is not sent a second time"
    ),
    (
      "cut", "empty_reply",
      "the endpoint closed a kept connection without an answer; it is not sent a second time"
    ),
    ("reset", "reset", "the endpoint reset the connection before its answer"),
    ("reset-early", "reset", "the endpoint reset the connection before its answer"),
  ]) func noHiddenSecondPOST(_ fault: String, _ reason: String, _ message: String) throws {
    let mark = uniqueMark()
    let result = try PostProcess.run(
      to: "/\(mark)/on=2/\(fault)", ["--concurrency", "1"], input: notifications(3))
    #expect(result.all("status") == ["204", "<null>", "204"])
    #expect(result.receipts[1]["reason"] as? String == reason)
    #expect(result.receipts[1]["message"] as? String == message)
    let requests = try receiver.requests(mark)
    #expect(requests.flatMap { $0.values("webhook-id") } == ["n1", "n2", "n3"])
    #expect(requests.map(\.connection)[0] == requests.map(\.connection)[1])
    #expect(requests.map(\.connection)[1] != requests.map(\.connection)[2])
  }

  @Test func aConnectionClosedWhileIdleIsReplaced() throws {
    let mark = uniqueMark()
    let post = try PostProcess(
      PostProcess.trusting + [receiver.url("/\(mark)/idle-close")])
    for number in 1...4 {
      post.write(#"{"n":\#(number)}"# + "\n")
      try receiver.waitForRequests(mark, number)
      usleep(150_000)
    }
    post.closeInput()
    let result = post.wait()
    #expect(result.status == 0, "\(result.output)")
    #expect(try receiver.requests(mark).map(\.body) == (1...4).map { #"{"n":\#($0)}"# })
  }

  @Test func manyConnectionsClosedWhileIdleAreReplaced() throws {
    // More at a time than libcurl would try one after the other.
    let mark = uniqueMark()
    let wave = (1...20).map { #"{"meta":{"id":"\#(mark)-\#($0)"}}"# + "\n" }.joined()
    let post = try PostProcess(
      PostProcess.trusting + [
        "--timeout", "30s", receiver.url("/\(mark)/delay=0.1/idle-until=20/until=1"),
      ])
    func requests(_ method: String = "POST") throws -> [Receiver.Request] {
      try receiver.requests("/\(mark)/").filter { $0.method == method }
    }
    post.write(wave)
    try receiver.waitForRequests("/\(mark)/", 20)
    let first = Set(try requests().map(\.connection))
    try receiver.waitForRequests("/\(mark)/", 20 + first.count)
    #expect(try requests("CLOSED").count == first.count && first.count > 5)
    post.write(wave)
    post.closeInput()
    let result = post.wait()
    #expect(result.status == 0, "\(result.output)")
    #expect(try requests().count == 40)
    #expect(first.isDisjoint(with: try requests().suffix(20).map(\.connection)))
  }

  @Test func faultsDoNotStopTheRest() throws {
    let mark = uniqueMark()
    let result = try PostProcess.run(
      to: "/\(mark)/on=3/drop", ["--concurrency", "1", "--summary"], input: notifications(7))
    #expect(result.status == 1)
    #expect(result.all("receipt").filter { $0 == "failed" }.count == 2)
    #expect(try receiver.requests(mark).count == 7)
    #expect(
      result.errors.hasPrefix("mrr-post: 2 of 7 notifications not delivered: empty_reply 2\n"))
    #expect(
      result.errors.contains(
        #""written":7,"delivered":5,"failed":2,"empty_reply":2,"seconds":"#))
  }
}
