import Foundation
import Posting
import Testing

/// The reasons that no receiver on loopback can provoke, and the order among those that can.
@Suite struct JudgementTests {
  /// libcurl's numbers, as `curl/curl.h` has them.
  enum Code {
    static let couldNotResolveProxy: UInt32 = 5
    static let couldNotResolve: UInt32 = 6
    static let couldNotConnect: UInt32 = 7
    static let notBuiltIn: UInt32 = 4
    static let outOfMemory: UInt32 = 27
    static let timedOut: UInt32 = 28
    static let sslConnect: UInt32 = 35
    static let nothing: UInt32 = 52
    static let sending: UInt32 = 55
    static let receiving: UInt32 = 56
    static let verification: UInt32 = 60
    static let authorities: UInt32 = 77
  }

  static func ending(_ code: UInt32, _ change: (inout TransferEnding) -> Void) -> TransferEnding {
    var ending = TransferEnding()
    ending.code = code
    ending.milliseconds = 40
    change(&ending)
    return ending
  }

  static func head(_ lines: String...) -> AnswerHead {
    var head = AnswerHead()
    for line in lines { _ = head.take([UInt8]((line + "\r\n").utf8).span) }
    return head
  }

  static func outcome(
    _ ending: TransferEnding, url: String = "https://hooks.example.com/x?key=1",
    proxy: String? = nil
  ) throws -> Outcome {
    try Judgement(
      endpoint: Endpoint(parsing: url), proxy: proxy.map { try Proxy(parsing: $0) },
      timeoutMilliseconds: 5000
    ).outcome(of: ending)
  }

  static let public4 = IPAddress.v4(0x5DB8_D822)

  struct Row: Sendable {
    let ending: TransferEnding
    let reason: Reason
    let message: String
    var url = "https://hooks.example.com/x?key=1"
    var proxy: String?
  }

  static let rows: [Row] = [
    Row(
      ending: ending(Code.timedOut) { _ in }, reason: .timeout,
      message: "no answer within 5 s (still looking up hooks.example.com)"),
    Row(
      ending: ending(Code.timedOut) {
        $0.lookup = 1
        $0.dialled = public4
      }, reason: .timeout,
      message: "no answer within 5 s (still connecting to hooks.example.com (93.184.216.34))"),
    Row(
      ending: ending(Code.timedOut) {
        $0.isConnected = true
        $0.isReused = true
      }, reason: .timeout, message: "no answer within 5 s (on a kept connection)"),
    Row(
      ending: ending(0) {
        $0.lookup = 1
        $0.isConnected = true
        $0.secure = 12
        $0.isLate = true
        $0.head = head("HTTP/1.1 204 No Content", "")
      }, reason: .timeout, message: "no complete answer within 5 s (connected in 12 ms)"),
    Row(
      ending: ending(Code.couldNotResolve) { _ in }, reason: .dns,
      message: "the host name hooks.example.com was not found; check the URL"),
    Row(
      ending: ending(Code.couldNotConnect) {
        $0.dialled = public4
        $0.connectError = ECONNREFUSED
      }, reason: .refused,
      message: "nothing listens on port 443 of hooks.example.com (93.184.216.34)"),
    Row(
      ending: ending(Code.couldNotConnect) {
        $0.dialled = public4
        $0.connectError = ENETUNREACH
      }, reason: .unreachable,
      message: "there is no route to hooks.example.com (93.184.216.34)"),
    Row(
      ending: ending(Code.couldNotConnect) {
        $0.dialled = public4
        $0.connectError = EHOSTUNREACH
      }, reason: .unreachable,
      message: "there is no route to hooks.example.com (93.184.216.34)"),
    Row(
      ending: ending(Code.couldNotConnect) {
        $0.dialled = public4
        $0.connectError = ETIMEDOUT
      }, reason: .timeout,
      message: "no connection to hooks.example.com (93.184.216.34) came about"),
    Row(
      // An errno that an earlier transfer left behind says nothing.
      ending: ending(Code.couldNotConnect) {
        $0.refused = [.init(.v4(0x0A00_0005), "a private"), .init(.v6(1), "a loopback")]
        $0.connectError = ECONNREFUSED
      }, reason: .blockedAddress,
      message: "hooks.example.com may not be dialled: 10.0.0.5 is a private address; "
        + "--allow-net 10.0.0.5 permits it"),
    Row(
      // Of several addresses the refused are skipped: what counts is the one that was dialled.
      ending: ending(Code.couldNotConnect) {
        $0.refused = [.init(.v4(0x0A00_0005), "a private")]
        $0.dialled = public4
        $0.connectError = ECONNREFUSED
      }, reason: .refused,
      message: "nothing listens on port 443 of hooks.example.com (93.184.216.34)"),
    Row(
      ending: ending(Code.authorities) { $0.text = "error setting certificate file: x" },
      reason: .tlsUntrusted,
      message: "no certificate authorities could be read; check --ca: "
        + "error setting certificate file: x"),
    Row(
      ending: ending(Code.verification) {
        $0.verification = 20
        $0.text = "SSL certificate problem: unable to get local issuer certificate"
      }, reason: .tlsUntrusted,
      message: "the certificate of hooks.example.com is of an authority that is not trusted here; "
        + "name it with --ca, or have the endpoint send its whole chain (unable to get local issuer certificate)"
    ),
    Row(
      ending: ending(Code.sending) {
        $0.secure = 3
        $0.text = "getpeername() failed with errno 107: Transport endpoint is not connected"
      }, reason: .reset, message: "the endpoint reset the connection before its answer"),
    Row(
      ending: ending(Code.sending) {
        $0.secure = 3
        $0.text = "Send failure: Broken pipe"
      }, reason: .reset, message: "the endpoint reset the connection before its answer"),
    Row(
      ending: ending(Code.receiving) {
        $0.secure = 3
        $0.connectError = ECONNRESET
        $0.text = "OpenSSL SSL_read: error:0A000126:SSL routines::unexpected eof while reading"
      }, reason: .emptyReply, message: "the endpoint closed the connection without an answer"),
    Row(
      ending: ending(Code.outOfMemory) {
        $0.secure = 3
        $0.text = "Out of memory"
      }, reason: .internal, message: "libcurl failed (27): Out of memory"),
    Row(
      ending: ending(Code.notBuiltIn) { $0.text = "not built in" }, reason: .internal,
      message: "libcurl failed (4): not built in"),
    Row(
      ending: ending(Code.couldNotResolveProxy) { _ in }, reason: .proxy,
      message: "the proxy proxy.example:3128: its name was not found",
      proxy: "http://proxy.example:3128"),
    Row(
      ending: ending(Code.couldNotConnect) { $0.refused = [.init(.v6(1), "a loopback")] },
      reason: .proxy,
      message:
        "the proxy proxy.example:3128: ::1 is a loopback address; --allow-net ::1 permits it",
      proxy: "http://proxy.example:3128"),
    Row(
      ending: ending(Code.timedOut) {
        $0.connectStatus = 200
        $0.lookup = 1
        $0.isConnected = true
        $0.secure = 9
      }, reason: .timeout, message: "no answer within 5 s (connected in 9 ms)",
      proxy: "http://me:secret@proxy.example:3128"),
  ]

  @Test(arguments: rows) func names(_ row: Row) throws {
    let outcome = try Self.outcome(row.ending, url: row.url, proxy: row.proxy)
    guard case .failed(let failed) = outcome else {
      Issue.record("delivered: \(outcome)")
      return
    }
    #expect(failed.reason == row.reason)
    #expect(failed.message == row.message)
    #expect(failed.status == nil)
    #expect(failed.milliseconds == 40)
  }

  /// A complete header block of status 2xx counts, whatever libcurl thinks of the rest.
  @Test(
    arguments: [
      (UInt32(0), "", nil), (Code.timedOut, "Operation timed out", .bodyIncomplete),
      (18, "transfer closed", .bodyIncomplete), (Code.receiving, "reset", .bodyIncomplete),
      (Code.receiving, "Illegal or missing hexadecimal sequence in chunked-encoding", .bodyInvalid),
      (61, "Unrecognized content encoding", .bodyInvalid), (Code.sending, "Broken pipe", nil),
    ] as [(UInt32, String, Outcome.Note?)])
  func completeBlocksDecide(_ code: UInt32, _ text: String, _ note: Outcome.Note?) throws {
    let ending = Self.ending(code) {
      $0.head = Self.head("HTTP/1.1 202 Accepted", "")
      $0.headMilliseconds = 12
      $0.text = text
    }
    #expect(
      try Self.outcome(ending)
        == .delivered(.init(status: 202, milliseconds: 12, note: note)))
  }

  /// libcurl says that all is well, and 200, for a header block that broke off.
  @Test func incompleteBlocksDoNotCount() throws {
    let ending = Self.ending(0) {
      $0.secure = 3
      $0.head = Self.head("HTTP/1.1 200 OK", "Content-Length: 0")
    }
    guard case .failed(let failed) = try Self.outcome(ending) else {
      Issue.record("an incomplete answer counted")
      return
    }
    #expect(failed.reason == .badResponse)
    #expect(failed.status == nil)
  }
}

@Suite struct AllowanceTests {
  static let delivered = Outcome.delivered(.init(status: 204, milliseconds: 1))

  static func failed(_ status: Int?, _ reason: Reason) -> Outcome {
    .failed(.init(status: status, milliseconds: 1, reason: reason, message: ""))
  }

  @Test(arguments: [(1, 1), (2, 2), (3, 2), (16, 2)]) func beginsWithTwo(
    _ limit: Int, _ first: Int
  ) {
    #expect(Allowance(limit: limit).current == first)
  }

  @Test func growsWithAnswersUpToItsLimit() {
    var allowance = Allowance(limit: 5)
    allowance.note(Self.delivered)
    #expect(allowance.current == 3)
    allowance.note(Self.failed(500, .status))
    #expect(allowance.current == 4)
    for _ in 0..<10 { allowance.note(Self.delivered) }
    #expect(allowance.current == 5)
  }

  @Test(arguments: [(nil, .timeout), (429, .throttled), (nil, .reset)] as [(Int?, Reason)])
  func doesNotGrowWithout(_ status: Int?, _ reason: Reason) {
    var allowance = Allowance(limit: 5)
    allowance.note(Self.failed(status, reason))
    #expect(allowance.current == 2)
  }

  @Test func tallies() {
    var tally = Tally()
    #expect(tally.sentence == nil)
    tally.note(Self.delivered)
    for _ in 0..<2 { tally.note(Self.failed(500, .status)) }
    tally.note(Self.failed(nil, .timeout))
    #expect(tally.sentence == "3 of 4 notifications not delivered: 1 × timeout, 2 × status")
    #expect(tally.figures.map(\.name) == ["delivered", "failed", "timeout", "status"])
    #expect(tally.figures.map(\.count) == [1, 3, 1, 2])
  }
}
