import Foundation
import TestSupport
import Testing

/// What can go wrong on the way, each provoked over real TLS: the reason, and the sentence.
@Suite struct FaultTests {
  let receiver = Receiver.shared

  @Test(arguments: FaultTable.cases) func provoked(_ row: FaultCase) throws {
    let mark = uniqueMark()
    if case .refused(let message) = row.expected {
      let result = try PostProcess.run(row.options + [row.path], row.input)
      #expect(result.status == 64)
      #expect(result.errors == "mrr-post: \(message)\n")
      #expect(result.output == "")
      return
    }
    let url = receiver.url("/\(mark)/\(row.path)", host: row.host, row.kind)
    let result = try PostProcess.run(
      PostProcess.trusting + ["--allow-net", "::1"] + row.options + [url], row.input)
    let receipt = try #require(result.receipts.first)
    #expect(result.receipts.count == 1)
    switch row.expected {
    case .delivered(let status, let note):
      #expect(result.status == 0, "\(result.output)")
      #expect(result.errors == "")
      #expect(receipt["receipt"] as? String == "delivered")
      #expect(receipt["status"] as? Int == status)
      #expect(receipt["note"] as? String == note)
      #expect(receipt["response"] == nil)
    case .failed(let status, let reason, let message, let response):
      #expect(result.status == 1)
      #expect(receipt["receipt"] as? String == "failed")
      #expect(receipt["status"] as? Int == status)
      #expect(receipt["reason"] as? String == reason)
      #expect(receipt["response"] as? String == response)
      #expect(Self.withoutNumbers(receipt["message"] as? String ?? "") == message)
      #expect(
        result.errors == "mrr-post: 1 of 1 notifications not delivered: 1 × \(reason)"
          + "; nothing keeps them (--rejects FILE, or a --queue)\n")
    case .refused: break
    }
    #expect(try receiver.requests(mark).count <= 1, "one POST, and no more")
  }

  /// The message with every number that differs from run to run as `N`.
  private static func withoutNumbers(_ message: String) -> String {
    message.replacing(/[0-9]+ ms\)/, with: "N ms)").replacing(/:[0-9]{4,5}/, with: ":N")
      .replacing(/port [0-9]+/, with: "port N")
  }

  @Test func redirectsAreNotFollowed() throws {
    let result = try PostProcess.run(to: "/redirect=307", input: "{}\n")
    #expect(result.all("reason") == ["redirect"])
    #expect(try receiver.requests("\"path\": \"/landed").isEmpty)
  }

  @Test func aSlowBodyIsNoFailure() throws {
    let result = try PostProcess.run(
      to: "/body-dribble=0.3", ["--timeout", "1500ms"], input: "{}\n")
    #expect(result.status == 0)
    let receipt = try #require(result.receipts.first)
    #expect(receipt["note"] as? String == "body_incomplete")
    #expect((receipt["ms"] as? Int ?? 1500) < 1500, "it is to the end of the header block")
  }

  @Test func namesThatAreNotFound() throws {
    // The resolver's patience, where there is no network at all.
    let result = try PostProcess.run(
      ["--timeout", "40s", "https://nothing.invalid/x"], "{}\n",
      environment: ["RES_OPTIONS": "timeout:1 attempts:1"])
    #expect(
      result.all("message") == ["the host name nothing.invalid was not found; check the URL"])
    #expect(result.all("reason") == ["dns"])
  }

  @Test func nobodyListens() throws {
    let result = try PostProcess.run(
      ["--allow-net", "127.0.0.1", "https://127.0.0.1:1/x"], "{}\n")
    #expect(result.all("reason") == ["refused"])
    #expect(result.all("message") == ["nothing listens on port 1 of 127.0.0.1"])
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
    #expect(result.all("reason") == ["timeout"])
    #expect(
      result.all("message") == ["no answer within 700 ms (still connecting to 127.0.0.1)"])
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
      result.errors.hasPrefix(
        "mrr-post: 2 of 7 notifications not delivered: 2 × empty_reply; nothing keeps them"))
    #expect(
      result.errors.contains(
        #""written":7,"delivered":5,"failed":2,"empty_reply":2,"seconds":"#))
  }

  @Test(arguments: [(4.0, "delivered"), (6.0, "failed")])
  func theTimeIsFiveSeconds(_ delay: Double, _ receipt: String) throws {
    let result = try PostProcess.run(to: "/delay=\(delay)", input: "{}\n")
    #expect(result.all("receipt") == [receipt], "\(result.output)")
  }

  @Test func everyConnectionIsClosed() throws {
    let mark = uniqueMark()
    let result = try PostProcess.run(to: "/\(mark)/close", input: notifications(12))
    #expect(result.status == 0, "\(result.output)")
    #expect(Set(try receiver.requests(mark).map(\.connection)).count == 12)
  }

  /// The first connection meets a good certificate, every later one the expired one.
  @Test func everyConnectionIsJudged() throws {
    let result = try PostProcess.run(
      to: "/close", ["--concurrency", "1"], input: notifications(3), kind: "swapped")
    #expect(result.all("receipt") == ["delivered", "failed", "failed"])
    #expect(result.all("reason") == ["-", "tls_expired", "tls_expired"])
  }

  @Test func neverHTTP2() throws {
    let mark = uniqueMark()
    let result = try PostProcess.run(to: "/\(mark)", input: "{}\n", kind: "offers-h2")
    #expect(result.status == 0, "\(result.output)")
    #expect(try receiver.requests(mark).map(\.protocolName) == ["http/1.1"])
  }

  // MARK: The process

  @Test func anInputThatEndsInsideOfALine() throws {
    let mark = uniqueMark()
    let result = try PostProcess.run(to: "/\(mark)", input: "{\"n\":1}\n{\"n\":")
    #expect(result.status == 1)
    #expect(result.all("receipt") == ["delivered"])
    #expect(result.errors.hasPrefix("mrr-post: <stdin>:2:6: error: "))
    #expect(try receiver.requests(mark).map(\.body) == ["{\"n\":1}"])
  }

  @Test func fewFilesMayBeOpen() throws {
    let result = try PostProcess.run(
      PostProcess.trusting + [
        "--concurrency", "64", "--timeout", "30s", receiver.url("/delay=0.01"),
      ],
      notifications(60), wrapper: ["bash", "-c", "ulimit -n 32; exec \"$@\"", "-"])
    #expect(result.status == 0, "\(result.output)")
    #expect(result.receipts.count == 60)
    #expect(
      result.errors
        == "mrr-post: warning: only 3 deliveries at once: no more than 32 files may be open "
        + "(ulimit -n)\n")
  }

  /// From enough to not even enough to start: whatever happens, the endpoint is not blamed.
  @Test(.unsanitized("the sanitizers set aside terabytes of addresses, which ulimit -v refuses"))
  func littleMemory() throws {
    var statuses: Set<Int> = []
    for kilobytes in stride(from: 20_000, through: 90_000, by: 5000) + [400_000] {
      let result = try PostProcess.run(
        PostProcess.trusting + ["--timeout", "30s", receiver.url("/")], notifications(4),
        wrapper: ["bash", "-c", "ulimit -v \(kilobytes); exec \"$@\"", "-"])
      statuses.insert(result.status)
      // 127: the program was not even loaded.
      #expect([0, 1, 70, 127].contains(result.status), "\(kilobytes): \(result)")
      #expect(result.all("reason").allSatisfy { ["-", "internal"].contains($0) }, "\(result)")
      if result.status != 0 { #expect(!result.errors.isEmpty) }
    }
    #expect(statuses.isSuperset(of: [0, 127]))
  }

  @Test(
    arguments: [
      ("{\"a\":\"\u{0}\"}", nil), ("\u{0}{}", nil), ("[1]", nil), ("{\"a\":1} {}", nil),
      (#"{"a":"\ud800"}"#, #"{"a":"\ud800"}"#),
      (#"{"a":1,"a":2}"#, #"{"a":1,"a":2}"#),
      (
        #"{"n":123456789012345678901234567890.10e-99,"meta":{},"z":-0.0}"#,
        #"{"n":123456789012345678901234567890.10e-99,"z":-0.0}"#
      ),
      (#"{"meta":{"id":"x"},"b":1,"meta":{"id":"y"}}"#, #"{"b":1}"#),
    ] as [(String, String?)]) func oddInput(_ line: String, _ body: String?) throws
  {
    let mark = uniqueMark()
    let result = try PostProcess.run(to: "/\(mark)", input: line + "\n{\"good\":1}\n")
    #expect(result.status == (body == nil ? 1 : 0), "\(result.errors)")
    #expect(
      Set(try receiver.requests(mark).map(\.body))
        == Set([body, #"{"good":1}"#].compactMap(\.self)))
  }

  @Test func bytesThatAreNoText() throws {
    let folder = try TemporaryFolder("post-test")
    let file = folder.path + "/bytes"
    try Data([0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D, 0x0A]).write(to: URL(filePath: file))
    let result = try PostProcess.run(PostProcess.trusting + [receiver.url("/"), file])
    #expect(result.status == 1)
    #expect(result.output == "")
    #expect(result.errors.hasPrefix("mrr-post: \(file):1:3: error: "))
  }
}
