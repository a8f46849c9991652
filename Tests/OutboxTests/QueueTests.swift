import Command
import Foundation
import Outbox
import Testing

@Suite struct QueueTests {
  @Test func duplicates() throws {
    let file = try TemporaryQueue()
    #expect(try file.feed(["a", "b"]) == [.accepted, .accepted])
    let again = try TemporaryQueue.Reopened(file)
    #expect(
      try again.feed(["a", "c", "c"])
        == [
          .duplicate(isSame: true, isDead: false), .accepted,
          .duplicate(isSame: true, isDead: false),
        ])
    #expect(try again.feed(["b"], body: "{}") == [.duplicate(isSame: false, isDead: false)])
    try file.finish(
      try file.row("a"), .dead(status: 500, reason: "status", message: "m", isCharged: true))
    #expect(try again.feed(["a"]) == [.duplicate(isSame: true, isDead: true)])
    #expect(try file.countsAreTrue())
  }

  @Test func deliveredIdsAreForgottenInTime() throws {
    var limits = QueueLimits()
    limits.remember = 1000
    let file = try TemporaryQueue(limits: limits)
    try file.feed(["a", "b"])
    try file.finish(try file.row("a"), .delivered(status: 204), at: 10)
    let again = try TemporaryQueue.Reopened(file)
    #expect(try again.feed(["a"], at: 1010) == [.duplicate(isSame: true, isDead: false)])
    #expect(try !file.queue.sweep(at: 1010))
    #expect(try again.feed(["a"], at: 1011) == [.accepted], "forgotten, if not swept yet")
    try file.finish(try file.row("a", at: 2000), .delivered(status: 204), at: 1020)
    #expect(try file.states() == ["a": "delivered", "b": "pending"])
    _ = try file.queue.sweep(at: 1_000_000)
    #expect(try file.states() == ["b": "pending"], "what waits is never forgotten")
  }

  @Test func deadBodiesFade() throws {
    var limits = QueueLimits()
    limits.keepDead = 1000
    let file = try TemporaryQueue(limits: limits)
    try file.feed(["a", "b"])
    for (id, time) in [("a", 0), ("b", 600)] as [(String, Int64)] {
      try file.finish(
        try file.row(id), .dead(status: nil, reason: "dns", message: "m", isCharged: true), at: time
      )
    }
    _ = try file.queue.sweep(at: 1500)
    #expect(
      try file.queue.requeue(.all, at: 1500) == Queue.Requeued(count: 1, withoutBody: 1))
    #expect(try file.states() == ["a": "dead", "b": "pending"])
    #expect(try file.countsAreTrue())
  }

  @Test func retriesAndDeaths() throws {
    let file = try TemporaryQueue()
    try file.feed(["a"])
    let row = try file.row("a")
    #expect(row.isSound && row.attempts == 0 && row.source == 0 && row.line == 1)
    try file.finish(row, .retry(due: 5000, status: 500, reason: "status", message: "HTTP 500"))
    #expect(try file.due(at: 4999) == [])
    #expect(try file.queue.nextDue(after: 0) == 5000)
    let second = try file.row("a", at: 5000)
    #expect(second.attempts == 1)
    #expect(try file.queue.oldest(besides: [])?.id == "a", "due or not")
    try file.finish(
      second, .dead(status: nil, reason: "reset", message: "m", isCharged: true), at: 6000)
    let listed = try #require(try file.queue.list(.dead, after: 0, count: 10).first)
    #expect(listed.attempts == 2 && listed.reason == "reset" && listed.due == nil)
    #expect(try file.queue.requeue(.id("a"), at: 7000).count == 1)
    #expect(try file.row("a", at: 7000).attempts == 0)
    #expect(try file.countsAreTrue())
  }

  @Test func dropping() throws {
    let file = try TemporaryQueue()
    try file.feed(["a", "b", "c"])
    let a = try file.row("a")
    let b = try file.row("b")
    #expect(try file.queue.drop(.id("x"), at: 0) == 0)
    #expect(try file.queue.drop(.all, at: 0) == 3)
    #expect(try file.countsAreTrue())
    #expect(try !file.finish(a, .retry(due: 1, status: nil, reason: "dns", message: "m")))
    #expect(try file.finish(b, .delivered(status: 200)))
    #expect(try file.states() == ["a": "dropped", "b": "delivered", "c": "dropped"])
    #expect(try file.countsAreTrue())
    let again = try TemporaryQueue.Reopened(file)
    #expect(try again.feed(["a"]) != [.accepted], "its id stays known")
  }

  @Test func aChangedBodyIsNoticed() throws {
    let file = try TemporaryQueue()
    try file.feed(["a", "b"])
    try file.sql("UPDATE body SET bytes = X'7b7d' WHERE seq = 1")
    #expect(try file.queue.due(9, at: 0, besides: []).map(\.isSound) == [false, true])
    try file.sql("DELETE FROM body WHERE seq = 2")
    #expect(try file.queue.due(9, at: 0, besides: []).map(\.isSound) == [false, false])
  }

  // MARK: Which is next

  @Test func newOnesAreNotKeptWaiting() throws {
    let file = try TemporaryQueue()
    try file.feed((0..<50).map { "old\($0)" }, at: 0)
    try file.feed((0..<3).map { "new\($0)" }, at: 100_000)
    #expect(
      try file.due(8, at: 100_001)
        == ["old0", "new0", "old1", "new1", "old2", "new2", "old3", "old4"])
    #expect(try file.due(2, at: 100_001, besides: [1, 51]) == ["old1", "new1"])
  }

  @Test func orderOfCustomers() throws {
    let file = try TemporaryQueue(isOrdered: true)
    try file.feed(["a1@1", "b1@2", "a2@1", "a3@1", "free"])
    #expect(try file.due() == ["a1", "b1", "free"])
    let first = try file.row("a1")
    try file.finish(first, .retry(due: 900, status: 500, reason: "status", message: "m"))
    #expect(try file.due() == ["b1", "free"], "only its own customer is held back")
    #expect(try file.due(at: 900) == ["b1", "free", "a1"])
    try file.finish(try file.row("a1", at: 900), .delivered(status: 200), at: 900)
    #expect(try file.due(at: 900) == ["b1", "a2", "free"])
    _ = try file.queue.drop(.id("a2"), at: 900)
    #expect(try file.due(at: 900) == ["b1", "a3", "free"])
    try file.finish(
      try file.row("a3", at: 900),
      .dead(status: nil, reason: "dns", message: "m", isCharged: true), at: 900)
    try file.feed(["a4@1"], at: 901)
    #expect(try file.queue.requeue(.id("a3"), at: 902).count == 1)
    #expect(try file.due(at: 950) == ["b1", "free", "a4"], "requeued ones stand at the end")
  }

  @Test func orderCanBeTakenUpAndLeft() throws {
    let file = try TemporaryQueue()
    try file.feed(["a1@1", "a2@1", "b1@2"])
    #expect(try file.due() == ["a1", "a2", "b1"])
    _ = try file.queue.begin(url: "https://h.example/x", isOrdered: true, now: 0)
    #expect(try file.due() == ["a1", "b1"])
    #expect(try file.queue.status(at: 0).pending == 3)
    _ = try file.queue.begin(url: "https://h.example/x", isOrdered: false, now: 0)
    #expect(try file.due() == ["a1", "a2", "b1"])
  }

  // MARK: The clock

  @Test func aClockThatIsSetBack() throws {
    let file = try TemporaryQueue(now: 5_000_000)
    try file.feed(["a", "b"], at: 5_000_000)
    try file.finish(
      try file.row("a", at: 5_000_000),
      .retry(due: 5_300_000, status: nil, reason: "dns", message: "m"), at: 5_000_000)
    #expect(try file.queue.apply(Batch(), now: 4_999_500).clockWasSetBack == false)
    #expect(try file.queue.apply(Batch(), now: 1_000_000).clockWasSetBack)
    #expect(try file.due(at: 1_000_000) == ["b"])
    #expect(try file.due(at: 1_299_999) == ["b"])
    #expect(try file.due(at: 1_300_000) == ["b", "a"])
  }

  // MARK: The endpoint

  @Test func anotherURLTakesOver() throws {
    let file = try TemporaryQueue()
    try file.feed(["a"])
    var batch = Batch()
    var gone = EndpointRecord()
    gone.isGone = true
    gone.message = "HTTP 410"
    batch.endpoint = gone
    _ = try file.queue.apply(batch, now: 0)
    let same = try file.queue.begin(url: "https://h.example/x", isOrdered: false, now: 0)
    #expect(same.formerURL == nil && same.wasInUse && same.endpoint == gone)
    #expect(try QueueStatus.read(at: file.path).endpoint == .gone)
    let other = try file.queue.begin(url: "https://h.example/y", isOrdered: false, now: 0)
    #expect(other.formerURL == "https://h.example/x" && other.endpoint == EndpointRecord())
    #expect(try file.due() == ["a"])
    try file.queue.leave()
    #expect(
      try file.queue.begin(url: "https://h.example/y", isOrdered: false, now: 0).wasInUse == false)
  }

  @Test func status() throws {
    let file = try TemporaryQueue()
    let empty = try QueueStatus.read(at: file.path)
    #expect(empty.pending == 0 && empty.oldestPending == nil && empty.lastError == nil)
    try file.feed(["a"], at: 100)
    try file.feed(["b"], at: 200)
    var batch = Batch()
    batch.outcomes = [FinishedAttempt(try file.row("a", at: 200), .delivered(status: 200))]
    batch.lastError = QueueStatus.LastError(reason: "dns", message: "m", time: 250)
    _ = try file.queue.apply(batch, now: 300)
    let status = try QueueStatus.read(at: file.path)
    #expect(status.url == "https://h.example/x" && status.pending == 1 && status.dead == 0)
    #expect(status.oldestPending == 200 && status.lastDelivery == 300)
    #expect(status.lastError == QueueStatus.LastError(reason: "dns", message: "m", time: 250))
    #expect(status.endpoint == .active && status.endpointMessage == nil)
    #expect(try QueueStatus.dropPending(at: file.path) == 1)
    #expect(try QueueStatus.read(at: file.path).pending == 0)
    #expect(throws: Failure(.noInput, "\(file.folder)/none: there is no such queue")) {
      try QueueStatus.read(at: file.folder + "/none")
    }
  }

  @Test func limits() throws {
    var limits = QueueLimits()
    limits.rows = 2
    let file = try TemporaryQueue(limits: limits)
    try file.feed(["a"])
    #expect(!file.queue.isFull)
    try file.feed(["b"])
    #expect(file.queue.isFull)
    limits = QueueLimits()
    limits.bytes = 20
    let small = try TemporaryQueue(limits: limits)
    try small.feed(["a"], body: "{\"x\":12345678}")
    #expect(!small.queue.isFull)
    try small.feed(["b"], body: "{\"x\":12}")
    #expect(small.queue.isFull)
  }
}
