import Database
import Outbox
import TestSupport
import Testing

@testable import Posting

/// When lines are taken, and which rows go out next.
@Suite struct SendingTests {
  // MARK: How long lines wait

  /// A transaction that wrote lines and outcomes between two moments, and how long lines wait then.
  @Test(
    arguments: [
      // Nothing was written yet.
      (nil, 100, nil),
      // Outcomes fill batches: as long as a batch may wait.
      ((256, 256, true, 100, 103), 103, 50), ((256, 300, true, 100, 103), 143, 10),
      ((256, 256, true, 100, 103), 153, nil),
      // They were due because they were old: a few times of what it took.
      ((256, 40, true, 100, 103), 103, 16), ((256, 40, true, 100, 103), 119, nil),
      ((256, 40, true, 100, 300), 300, 50),
      // None were due yet.
      ((256, 0, false, 100, 100), 100, 4), ((256, 0, false, 100, 100), 104, nil),
      // No lines were among it: they have waited for longer than a batch may.
      ((0, 256, true, 1000, 1003), 1003, nil),
    ] as [((Int, Int, Bool, Int, Int)?, Int, Int?)])
  func linesWait(_ written: (Int, Int, Bool, Int, Int)?, _ now: Int, _ wait: Int?) {
    var pace = LinePace()
    if let (lines, outcomes, wereDue, start, end) = written {
      pace.noteWritten(lines: lines, outcomes: outcomes, wereDue: wereDue, from: start, to: end)
    }
    #expect(pace.wait(at: now) == wait)
  }

  /// A batch that is written because lines came says nothing about how fast outcomes come.
  @Test func linesBetweenBatchesChangeNothing() {
    var pace = LinePace()
    pace.noteWritten(lines: 256, outcomes: 256, wereDue: true, from: 100, to: 103)
    pace.noteWritten(lines: 256, outcomes: 200, wereDue: false, from: 110, to: 113)
    #expect(pace.wait(at: 113) == 50)
  }

  // MARK: Which row is next

  /// A queue with rows, and one who sends from it.
  struct Desk {
    let folder: TemporaryFolder
    let queue: Queue
    var sending = Sending(concurrency: 16)

    init() throws {
      folder = try TemporaryFolder("post-test")
      try Queue.create(at: folder.path + "/q", for: "https://h.example/x", now: 0)
      queue = try Queue(opening: folder.path + "/q")
    }

    /// Accepts lines, and hands them over.
    mutating func accept(_ ids: [String], at now: Int64) throws {
      var batch = Batch()
      batch.lines = ids.map {
        IncomingLine(id: $0, body: [UInt8]("{}".utf8), customer: nil, source: 0, line: 1)
      }
      sending.take(try queue.apply(batch, now: now).rows, at: now)
    }

    mutating func next(_ count: Int, at now: Int64) throws -> [String] {
      try (0..<count).compactMap { _ in try sending.next(queue, at: now)?.id }
    }
  }

  @Test func whatIsHandedOverGoesOutInItsOrder() throws {
    var desk = try Desk()
    #expect(try desk.next(1, at: 0) == [])
    try desk.accept(["a", "b"], at: 1)
    try desk.accept(["c"], at: 2)
    // It is not read: the file may be changed behind its back.
    try Database(opening: desk.folder.path + "/q").execute("UPDATE notification SET id = id || '!'")
    #expect(try desk.next(2, at: 3) == ["a", "b"])
    #expect(desk.sending.held == [1, 2, 3])
    #expect(try desk.next(2, at: 3) == ["c"], "and none a second time")
  }

  @Test func whatIsChangedMeanwhileIsReadAgain() throws {
    var desk = try Desk()
    _ = try desk.next(1, at: 0)
    try desk.accept(["a", "b", "c"], at: 1)
    _ = try desk.queue.drop(.id("b"), at: 2)
    desk.sending.forgetReady()
    #expect(try desk.next(3, at: 3) == ["a", "c"])
  }

  @Test func whatIsDueBesidesIsNotForgotten() throws {
    var desk = try Desk()
    try desk.accept(["old"], at: 0)
    let row = try #require(try desk.sending.next(desk.queue, at: 0))
    var batch = Batch()
    batch.outcomes = [
      FinishedAttempt(row, .retry(due: 50, status: 500, reason: "status", message: "m"))
    ]
    _ = try desk.queue.apply(batch, now: 1)
    desk.sending.settle(row)
    desk.sending.look(at: 50)
    #expect(try desk.next(1, at: 1) == [])
    try desk.accept(["a", "b", "c"], at: 40)
    #expect(try desk.next(1, at: 40) == ["a"])
    try desk.accept(["d"], at: 60)
    #expect(try desk.next(9, at: 60) == ["b", "c", "old", "d"])
  }

  @Test func whatWaitedLongTakesTurnsWithWhatCame() throws {
    var desk = try Desk()
    _ = try desk.next(1, at: 0)
    try desk.accept(["a", "b", "c"], at: 0)
    try desk.accept(["new"], at: 6000)
    #expect(try desk.next(2, at: 6001) == ["a", "new"])
  }

  @Test func noMoreIsHeldThanIsSoonSent() throws {
    var desk = try Desk()
    _ = try desk.next(1, at: 0)
    for number in 0..<3 { try desk.accept((0..<256).map { "\(number)-\($0)" }, at: 0) }
    #expect(desk.sending.held.count == 512)
    #expect(!desk.sending.hasRoomForLines(at: 0) && desk.sending.hasPlenty(at: 0))
    let all = try desk.next(1000, at: 1)
    #expect(all.count == 768 && Set(all).count == 768)
    #expect(desk.sending.held.count == 768)
    #expect(!desk.sending.hasPlenty(at: 1))
  }
}
