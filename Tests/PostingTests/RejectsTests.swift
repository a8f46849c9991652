import Foundation
import TestSupport
import Testing

/// Lines that are not delivered are kept as they came.
@Suite struct RejectsTests {
  let receiver = Receiver.shared
  let mark = uniqueMark()

  @Test func whatFailedCanBeFedAgain() throws {
    let folder = try TemporaryFolder("post-test")
    let good = #" {"n":1, "meta":{"id":"\#(mark)-a"} } "#
    let other = #"{"meta":{"id":"\#(mark)-b","part":2},"n":2}"#
    let input = "\(good)\r\nnot JSON\n\(other)\n"
    let url = receiver.url("/\(mark)/status=500/until=1")
    let rejects = folder.path + "/failed.jsonl"
    let first = try PostProcess.run(
      PostProcess.trusting + ["--concurrency", "1", "--rejects", rejects, url], input)
    #expect(first.status == 1)
    #expect(first.all("receipt") == ["failed", "failed"])
    #expect(first.errors.contains("mrr-post: 1 of 3 lines rejected\n"))
    // As they came, byte for byte; in the order in which each was refused.
    let kept = folder.text("failed.jsonl")
    #expect(lines(kept).sorted() == lines(input).sorted())

    let second = try PostProcess.run(PostProcess.trusting + [url, rejects])
    #expect(second.status == 1, "the line that is no JSON is still none")
    #expect(second.all("receipt") == ["delivered", "delivered"])
    let requests = try receiver.requests(mark)
    #expect(Set(requests.flatMap { $0.values("webhook-id") }) == ["\(mark)-a", "\(mark)-b-2"])
    #expect(requests.count == 4)
    #expect(Set(requests.map(\.body)) == [#"{"n":1 }"#, #"{"n":2}"#])
  }

  @Test func nothingIsMadeWhereNothingFails() throws {
    let folder = try TemporaryFolder("post-test")
    let result = try PostProcess.run(
      to: "/\(mark)", ["--rejects", folder.path + "/failed"], input: "{}\n")
    #expect(result.status == 0)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/failed"))
  }

  @Test func linesThatAreTooLong() throws {
    let folder = try TemporaryFolder("post-test")
    let long = #"{"x":"\#(String(repeating: "y", count: 3000))"}"#
    let result = try PostProcess.run(
      to: "/\(mark)", ["--max-line", "1k", "--rejects", folder.path + "/failed"],
      input: "{}\n\(long)\n{}\n")
    #expect(result.status == 1)
    #expect(result.receipts.count == 2)
    #expect(
      result.errors
        == "mrr-post: <stdin>:2:1: error: longer than 1024 bytes (--max-line)\n"
        + "mrr-post: 1 of 3 lines rejected\n")
    #expect(folder.text("failed") == long + "\n")
  }
}
