import Foundation
import TestSupport
import Testing

/// What arrives, on the built program over real TLS.
@Suite struct DeliveryTests {
  let receiver = Receiver.shared
  let mark = uniqueMark()

  @Test func exactBodyAndHeaders() throws {
    let before = Int(Date().timeIntervalSince1970)
    let line = #" { "a" : 1.0e+05,"é":"\u00e9\/" , "meta":{"id":"mrr_1","part":2}, "b":[ ] }"#
    let result = try PostProcess.run(to: "/\(mark)?key=1", input: line + "\n")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors == "")
    let request = try #require(try receiver.requests(mark).first)
    #expect(try receiver.requests(mark).count == 1)
    #expect(request.method == "POST")
    #expect(request.path == "/\(mark)?key=1")
    #expect(request.body == #"{ "a" : 1.0e+05,"é":"\u00e9\/" , "b":[ ] }"#)
    #expect(request.values("Content-Type") == ["application/json"])
    #expect(request.values("Content-Length") == ["\(request.body.utf8.count)"])
    #expect(request.values("User-Agent") == ["mrr-post/0.1.0"])
    #expect(request.values("Host") == ["127.0.0.1:\(receiver.port())"])
    #expect(request.values("webhook-id") == ["mrr_1-2"])
    let timestamp = try #require(Int(request.values("webhook-timestamp").first ?? ""))
    #expect(before...Int(Date().timeIntervalSince1970) ~= timestamp)
    for name in ["Expect", "Accept-Encoding", "Transfer-Encoding", "webhook-signature"] {
      #expect(request.values(name) == [])
    }
    // Standard Webhooks 1.0.0 writes them in lower case.
    #expect(request.headers.contains { $0.name == "webhook-id" })
    let receipt = try #require(result.output.firstMatch(of: /(.*"ms":)[0-9]+(.*)\n/))
    #expect(
      receipt.1 + receipt.2
        == #"{"receipt":"delivered","id":"mrr_1-2","source":"<stdin>","line":1,"attempt":1,"#
        + #""status":204,"ms":}"#)
  }

  @Test(arguments: [
    ("", 0), ("\n \n", 0), ("{}", 1), ("{}\r\n{}\r\n", 2), ("\u{FEFF}{}\n", 1), ("{}\n\n{}", 2),
  ]) func lineEnds(_ input: String, _ count: Int) throws {
    let result = try PostProcess.run(to: "/\(mark)", input: input)
    #expect(result.status == 0)
    #expect(try receiver.requests(mark).map(\.body) == Array(repeating: "{}", count: count))
    #expect(result.receipts.count == count)
  }

  @Test func keepsConnections() throws {
    let result = try PostProcess.run(
      to: "/\(mark)", ["--concurrency", "1"], input: notifications(20))
    #expect(result.status == 0)
    let requests = try receiver.requests(mark)
    #expect(requests.count == 20)
    #expect(Set(requests.map(\.connection)).count == 1)
    #expect(requests.map { $0.values("webhook-id")[0] } == (1...20).map { "n\($0)" })
  }

  @Test func concurrencyStartsSlowlyAndIsKept() throws {
    // Everything that is on its way waits; so each round shows how many may be.
    let path = "/\(mark)/delay=0.4"
    let result = try PostProcess.run(to: path, ["--timeout", "30s"], input: notifications(46))
    #expect(result.status == 0)
    #expect(Set(try receiver.requests(mark).map(\.connection)).count == 16)
    let times = try receiver.requests(mark).map(\.time)
    // Two at first, then four, eight and sixteen: none is earlier than all those rounds need.
    for (first, rounds) in [(2, 1.0), (6, 2.0), (14, 3.0), (30, 4.0)] {
      #expect(times[first] - times[0] >= 0.4 * rounds)
    }
  }

  @Test func neverWaitsInsideOfLibcurl() throws {
    // Six rounds of 300 ms: whoever waited in libcurl would be out of time.
    let result = try PostProcess.run(
      to: "/\(mark)/delay=0.3", ["--concurrency", "2", "--timeout", "1600ms"],
      input: notifications(12))
    #expect(result.status == 0, "\(result.output)")
    #expect(result.receipts.count == 12)
  }

  @Test func losesNothing() throws {
    let count = 2000
    let result = try PostProcess.run(
      to: "/\(mark)", ["--timeout", "30s"], input: notifications(count))
    #expect(result.status == 0)
    let ids = Set((1...count).map { "n\($0)" })
    #expect(result.receipts.count == count)
    #expect(Set(result.all("id")) == ids)
    let requests = try receiver.requests(mark)
    #expect(requests.count == count)
    #expect(Set(requests.flatMap { $0.values("webhook-id") }) == ids)
    #expect(Set(requests.map(\.connection)).count <= 16)
  }

  @Test func largeBodies() throws {
    let line = #"{"x":"\#(String(repeating: "y", count: 5_000_000))"}"#
    let result = try PostProcess.run(
      to: "/\(mark)", ["--timeout", "30s"], input: line + "\n" + line + "\n")
    #expect(result.status == 0, "\(result.output)")
    let requests = try receiver.requests(mark)
    #expect(requests.map(\.body.utf8.count) == [line.utf8.count, line.utf8.count])
    #expect(requests.allSatisfy { $0.values("Expect").isEmpty && $0.body == line })
  }

  @Test func addsHeaders() throws {
    let folder = try TemporaryFolder("post-test")
    let file = try folder.file("headers", "# secrets\n\nAuthorization: Bearer abc\nX-Empty:\n")
    let result = try PostProcess.run(
      to: "/\(mark)", ["--header", "X-One: 1", "--header", "@\(file)"], input: "{}\n")
    #expect(result.status == 0, "\(result.errors)")
    let request = try #require(try receiver.requests(mark).first)
    #expect(request.values("X-One") == ["1"])
    #expect(request.values("Authorization") == ["Bearer abc"])
    #expect(request.values("X-Empty") == [""])
  }

  @Test func readsTheURLFromAFile() throws {
    let folder = try TemporaryFolder("post-test")
    let file = try folder.file("url", receiver.url("/\(mark)?secret=1") + "\nsomething else\n")
    let result = try PostProcess.run(PostProcess.trusting + ["@\(file)"], "{}\n")
    #expect(result.status == 0, "\(result.errors)")
    #expect(try receiver.requests(mark).count == 1)
  }

  @Test func readsFilesInOrder() throws {
    let folder = try TemporaryFolder("post-test")
    let first = try folder.file("a.jsonl", #"{"meta":{"id":"a"}}"# + "\nbad\n")
    let second = try folder.file("b.jsonl", "\n" + #"{"meta":{"id":"b"}}"#)
    let result = try PostProcess.run(
      PostProcess.trusting + ["--concurrency", "1", "--summary", receiver.url("/\(mark)"), first]
        + [second])
    #expect(result.status == 1)
    #expect(result.all("id") == ["a", "b"])
    #expect(result.all("source") == [first, second])
    #expect(result.all("line") == ["1", "2"])
    #expect(result.errors.contains("mrr-post: \(first):2:1: error: "))
    #expect(
      result.errors.contains(
        #""read":3,"skipped":{},"rejected":1,"written":2,"delivered":2,"failed":0,"#))
  }

  @Test func sendsWhatCameBeforeABadLine() throws {
    let result = try PostProcess.run(
      to: "/\(mark)", ["--strict"], input: "{\"n\":1}\n{\"n\":2}\n{\"meta\":1}\n{\"n\":3}\n")
    #expect(result.status == 65)
    #expect(Set(try receiver.requests(mark).map(\.body)) == [#"{"n":1}"#, #"{"n":2}"#])
    #expect(result.receipts.count == 2)
    #expect(
      result.errors.hasPrefix(
        "mrr-post: <stdin>:3:9: error: meta: expected an object, found 1\n"))
  }
}
