import Foundation
import Outbox
import TestSupport
import Testing

/// The card of a webhook with a queue, and what `enable` asks about notifications that wait.
@Suite struct QueueTests {
  /// A queue of so many waiting rows, accepted so many milliseconds ago.
  private func makeQueue(
    _ bench: Bench, waiting count: Int, ago: Int64, name: String = "q"
  ) throws -> Queue {
    let now = Int64(Date().timeIntervalSince1970 * 1000) - ago
    let path = bench.folder + "/" + name
    try Queue.create(at: path, for: "https://old.example/", now: now)
    let queue = try Queue(opening: path)
    var batch = Batch()
    for number in 1...max(1, count) {
      let body = [UInt8]("{}".utf8)
      batch.lines.append(
        IncomingLine(id: "n\(number)", body: body, customer: nil, source: 0, line: number))
    }
    if count > 0 { _ = try queue.apply(batch, now: now) }
    return queue
  }

  private let url = "https://hooks.example.com/mrr"

  @Test func waitingNotificationsNeedADecision() throws {
    let bench = try Bench()
    let queue = try makeQueue(bench, waiting: 3, ago: 5000)
    let path = bench.folder + "/q"
    let undecided = try bench.run("enable", ["--queue", path, url])
    #expect(undecided.status == 64 && undecided.output == "")
    let sentence =
      #/mrr-webhook: [^ ]*/q still holds 3 notifications, the oldest from \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ: say --queued send or --queued drop\n/#
    #expect(undecided.errors.wholeMatch(of: sentence) != nil, "\(undecided.errors)")
    #expect(!FileManager.default.fileExists(atPath: bench.settings), "nothing is changed")
    #expect(try QueueStatus.read(at: path).pending == 3)

    let send = try bench.run("enable", ["--queue", path, "--queued", "send", url])
    #expect(send.status == 0 && send.errors == "", "\(send.errors)")
    #expect(bench.saved()["queue"] as? String == path)
    // The same URL and queue as before: nothing to decide.
    #expect(try bench.run("enable", ["--timeout", "3s", url]).status == 0)
    // Another URL, or the same one after it was disabled.
    #expect(try bench.run("enable", ["https://hooks.example.com/other"]).status == 64)
    #expect(bench.saved()["url"] as? String == url)
    #expect(try bench.run("disable").status == 0)
    #expect(bench.saved()["queue"] as? String == path)
    #expect(try bench.run("enable", [url]).status == 64)
    #expect(bench.saved()["url"] == nil)
    let drop = try bench.run("enable", ["--queued", "drop", url])
    #expect(drop.status == 0)
    #expect(drop.errors == "mrr-webhook: warning: \(path): 3 waiting dropped\n")
    #expect(try QueueStatus.read(at: path).pending == 0)
    #expect(try bench.run("enable", ["https://hooks.example.com/other"]).status == 0)
    _ = queue
  }

  @Test func aQueueIsOfOneWebhook() throws {
    let bench = try Bench()
    let queue = try makeQueue(bench, waiting: 0, ago: 5000)
    let path = bench.folder + "/q"
    let other = try bench.run("enable", ["--queue", path, url])
    #expect(other.status == 64)
    #expect(
      other.errors
        == "mrr-webhook: \(path) is the queue of another URL, https://old.example/: name another "
        + "file, or say --queued send to take it over\n")
    #expect(!FileManager.default.fileExists(atPath: bench.settings), "nothing is changed")
    #expect(try bench.run("enable", ["--queue", path, "--queued", "send", url]).status == 0)
    // Its own queue goes with a webhook to another URL.
    #expect(try bench.run("enable", ["https://hooks.example.com/other"]).status == 0)
    _ = queue
  }

  @Test func theDecisionIsAskedForBeforeTheTest() throws {
    let bench = try Bench()
    let mark = uniqueMark()
    _ = try makeQueue(bench, waiting: 1, ago: 5000)
    let result = try bench.run(
      "enable",
      ["--test", "--queue", bench.folder + "/q"] + Receiver.trusting
        + [Receiver.shared.url("/\(mark)")])
    #expect(result.status == 64)
    #expect(result.errors.contains("holds 1 notification, "))
    #expect(Receiver.shared.requests(mark).isEmpty)
  }

  @Test func aFileThatIsNoQueue() throws {
    let bench = try Bench()
    try bench.write("something else", to: "q")
    let result = try bench.run("enable", ["--queue", bench.folder + "/q", url])
    #expect(result.status == 65)
    #expect(bench.text("q") == "something else")
    #expect(!FileManager.default.fileExists(atPath: bench.settings))
  }

  @Test func theCard() throws {
    let bench = try Bench()
    let path = bench.folder + "/q"
    #expect(try bench.run("enable", ["--queue", path, url]).status == 0)
    let empty = try bench.run("status")
    #expect(empty.status == 0)
    #expect(empty.output.hasSuffix("  Queue          \(path) (not there yet)\n"))
    #expect(object(try bench.run("status", ["--json"]).output)?["ok"] as? Bool == true)

    let queue = try makeQueue(bench, waiting: 2, ago: 120_000)
    let young = try bench.run("status")
    #expect(young.status == 0, "\(young.errors)")
    let rows = try #require(
      young.output.firstMatch(
        of:
          /\n  Pending        2, the oldest from \S+Z \(2 min ago\)\n  Dead           0\n  Last delivery  never\n  Last error     none\n  Endpoint       active\n$/
      ))
    _ = rows
    let old = try bench.run("status", ["--json", "--max-age", "1m"])
    #expect(old.status == 1)
    let card = try #require(object(old.output))
    #expect(card["ok"] as? Bool == false)
    let part = try #require(card["queue"] as? [String: Any])
    #expect(part["path"] as? String == path)
    #expect(part["pending"] as? Int == 2 && part["dead"] as? Int == 0)
    #expect((part["oldest_pending"] as? String)?.hasSuffix("Z") == true)
    #expect(part["last_delivery"] is NSNull && part["last_error"] is NSNull)
    #expect(part["endpoint"] as? String == "active")
    #expect(try bench.run("status", ["--max-age", "3m"]).status == 0)

    // One that was given up.
    let now = Int64(Date().timeIntervalSince1970 * 1000)
    let row = try #require(try queue.due(1, at: now, besides: []).first)
    var batch = Batch()
    batch.outcomes = [
      FinishedAttempt(
        row, .dead(status: 500, reason: "status", message: "HTTP 500", isCharged: true))
    ]
    batch.lastError = QueueStatus.LastError(reason: "status", message: "HTTP 500", time: now)
    _ = try queue.apply(batch, now: now)
    let dead = try bench.run("status")
    #expect(dead.status == 1)
    #expect(dead.output.contains("\n  Dead           1\n"))
    #expect(dead.output.contains(" s ago): HTTP 500\n"))
    #expect(
      dead.output.hasSuffix(
        "\n  Next           mrr-post --queue \(path) --list dead says why; "
          + "--requeue all sends them after all, --drop all does not\n"))
  }
}
