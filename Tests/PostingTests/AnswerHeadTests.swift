import Posting
import Testing

@Suite struct AnswerHeadTests {
  /// Feeds lines, each with `\r\n`, until one is refused.
  static func head(_ lines: [String]) -> AnswerHead {
    var head = AnswerHead()
    for line in lines {
      let bytes = [UInt8]((line + "\r\n").utf8)
      if !head.take(bytes.span) { break }
    }
    return head
  }

  @Test(arguments: [
    (["HTTP/1.1 204 No Content", ""], 204),
    (["HTTP/1.1 200", ""], 200),
    (["HTTP/1.0 299 ", "X: y", ""], 299),
    (["http/1.1 599 x", ""], 599),
    (
      ["HTTP/1.1 100 Continue", "", "HTTP/1.1 103 Early", "Link: x", "", "HTTP/1.1 201 C", ""], 201
    ),
    (["HTTP/1.1 204 No Content", "", "Trailer: x", "HTTP/1.1 500 no", ""], 204),
    ([], nil),
    (["HTTP/1.1 200 OK"], nil),
    (["HTTP/1.1 200 OK", "Content-Length: 0"], nil),
    (["HTTP/1.1 100 Continue", ""], nil),
    (["HTTP/1.1 103 Early", "", "HTTP/1.1 200 OK", "X: y"], nil),
  ]) func decidesByTheCompleteBlock(_ lines: [String], _ status: Int?) {
    let head = Self.head(lines)
    #expect(head.status == status)
    #expect(head.isComplete == (status != nil))
    #expect(head.hasBegun == !lines.isEmpty)
    #expect(head.brokenness == nil)
  }

  @Test(arguments: [
    ["HTTP/1.1 101 Switching Protocols", ""], ["HTTP/1.1 600 x", ""], ["HTTP/1.1 099 x", ""],
    ["HTTP/1.1 99999 x", ""], ["HTTP/1.1 20 x", ""], ["HTTP/1.1 x", ""], ["HTTP/1.1", ""],
  ]) func knowsBrokenAnswers(_ lines: [String]) {
    let head = Self.head(lines)
    #expect(head.brokenness != nil)
    #expect(!head.isComplete)
  }

  @Test func stopsAtTooLargeHeaders() {
    let filler = "X: " + String(repeating: "x", count: 1019)
    let fitting = ["HTTP/1.1 200 OK"] + Array(repeating: filler, count: 299) + [""]
    #expect(Self.head(fitting).status == 200)
    let tooLarge = ["HTTP/1.1 200 OK"] + Array(repeating: filler, count: 301) + [""]
    #expect(Self.head(tooLarge).status == nil)
    #expect(Self.head(tooLarge).brokenness == "its headers are over 300 KB")
  }

  @Test func readsTheFieldsThatMatter() {
    let head = Self.head([
      "HTTP/1.1 103 Early", "Location: /early", "Retry-After: 1", "", "HTTP/1.1 503 Busy",
      "LOCATION:\t https://h.example/new ", "Location: /second", "Retry-After:  7",
      "X-Location: /x",
      "",
    ])
    #expect(head.location == "https://h.example/new")
    #expect(head.retryAfter == ["7"])
  }
}

@Suite struct ExtraHeaderTests {
  @Test(arguments: [
    ("X-Key: abc", "X-Key", "abc"), ("Authorization:Bearer a b ", "Authorization", "Bearer a b"),
    ("X-Empty:", "X-Empty", ""), ("X:  \ta:b\t", "X", "a:b"), ("X-Name: é", "X-Name", "é"),
    ("Accept: text/plain", "Accept", "text/plain"), ("Hostess: x", "Hostess", "x"),
  ]) func takes(_ text: String, _ name: String, _ value: String) throws {
    let header = try ExtraHeader(parsing: text)
    #expect(header.name == name)
    #expect(header.value == value)
  }

  @Test(arguments: [
    "Host: x", "HOST: x", "Content-Type: text/plain", "content-length: 3", "Content-Anything: x",
    "Transfer-Encoding: chunked", "Connection: close", "Expect: 100-continue", "User-Agent: me",
    "webhook-id: 1", "Webhook-Signature: x", "TE: trailers", "Upgrade: h2c",
    "Proxy-Authorization: x", "proxy-connection: x",
    "no colon", ": value", "Bad Name: x", "Bad\u{1}: x", "Näme: x", "X: secret\r\nHost: evil",
    "X: secret\n", "X: secret\u{0}", "X: secret\u{7F}", "X\r\n: secret",
  ]) func refuses(_ text: String) {
    let error = #expect(throws: ExtraHeaderError.self) { try ExtraHeader(parsing: text) }
    #expect(error?.message.contains("secret") == false)
  }

  @Test func readsFiles() throws {
    let list = try ExtraHeader.list(parsing: "# keys\n\nX-A: 1\r\n  \n  # more\nX-B: 2")
    #expect(list.map(\.name) == ["X-A", "X-B"])
    #expect(list.map(\.value) == ["1", "2"])
    let error = #expect(throws: ExtraHeaderError.self) {
      try ExtraHeader.list(parsing: "X-A: 1\n\nHost: x\n")
    }
    #expect(error?.message.hasPrefix("line 3: ") == true)
  }
}
