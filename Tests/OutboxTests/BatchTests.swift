import Outbox
import Testing

/// What a transaction gives back, and that rows written together come out as each alone.
@Suite struct BatchTests {
  // MARK: Rows that are handed over

  @Test func acceptedRowsAreThoseInTheFile() throws {
    let file = try TemporaryQueue()
    try file.feed(["old"])
    let result = try file.queue.apply(
      TemporaryQueue.batch(["a", "old", "b@7", "a", "c"]), now: 5)
    #expect(result.rows.map(\.id) == ["a", "b", "c"], "no duplicates among them")
    #expect(result.rows == (try file.queue.due(9, at: 5, besides: [1])))
    #expect(!result.hasOthers)
  }

  @Test func whatWaitsForItsCustomersRowIsNotHandedOver() throws {
    let file = try TemporaryQueue(isOrdered: true)
    let result = try file.queue.apply(
      TemporaryQueue.batch(["a1@1", "a2@1", "b1@2", "free", "b2@2"]), now: 0)
    #expect(result.rows.map(\.id) == ["a1", "b1", "free"])
    #expect(result.acceptances == Array(repeating: .accepted, count: 5))
  }

  @Test func aBatchThatWasWrittenBeforeTellsOfRowsElsewhere() throws {
    let file = try TemporaryQueue()
    _ = try file.queue.apply(TemporaryQueue.batch(["a"]), now: 0)
    let again = try file.queue.apply(TemporaryQueue.batch(["a", "b"]), now: 0)
    #expect(again.acceptances == [.accepted, .accepted])
    #expect(again.rows.map(\.id) == ["b"] && again.hasOthers)
  }

  // MARK: Outcomes

  /// The outcomes of rows 1 to 8, which are pending but for what each case says.
  struct Case: CustomTestStringConvertible, Sendable {
    var testDescription: String
    /// Which are dropped beforehand, and which were tried once before.
    var dropped: [Int] = []
    var retried: [Int] = []
    /// The order in which the attempts ended.
    var order = [1, 2, 3, 4, 5, 6, 7, 8]
    /// The status of each that is delivered, 204 unless told; 0 for what is dead.
    var statuses: [Int: Int] = [:]
  }

  @Test(arguments: [
    Case(testDescription: "a run"),
    Case(testDescription: "in any order", order: [5, 1, 8, 2, 7, 3, 6, 4]),
    Case(testDescription: "with gaps", order: [1, 2, 4, 5, 8]),
    Case(testDescription: "one", order: [3]),
    Case(testDescription: "some dropped meanwhile", dropped: [3, 4, 8]),
    Case(testDescription: "all dropped meanwhile", dropped: [1, 2, 3, 4, 5, 6, 7, 8]),
    Case(testDescription: "some at their second attempt", retried: [2, 3, 7]),
    Case(testDescription: "of several statuses", statuses: [2: 200, 3: 200, 4: 202]),
    Case(testDescription: "some dead", statuses: [1: 0, 5: 0]),
    Case(
      testDescription: "all of it", dropped: [2, 6], retried: [3], order: [8, 6, 5, 4, 3, 2, 1],
      statuses: [4: 0, 7: 200]),
  ]) func togetherOrOneByOne(_ one: Case) throws {
    let files = try (0..<2).map { _ in try TemporaryQueue() }
    var stands: [[Bool]] = []
    for (file, isTogether) in zip(files, [true, false]) {
      try file.feed((1...8).map { "n\($0)" })
      for number in one.retried {
        try file.finish(
          try file.row("n\(number)"),
          .retry(due: 0, status: 500, reason: "status", message: "HTTP 500"))
      }
      let rows = try file.queue.due(9, at: 0, besides: [])
      for number in one.dropped { _ = try file.queue.drop(.id("n\(number)"), at: 1) }
      let outcomes = one.order.map { number in
        let status = one.statuses[number] ?? 204
        return FinishedAttempt(
          rows.first { $0.seq == number }!,
          status > 0
            ? .delivered(status: status)
            : .dead(status: nil, reason: "dns", message: "m", isCharged: true))
      }
      var batch = Batch()
      if isTogether {
        batch.outcomes = outcomes
        stands.append(try file.queue.apply(batch, now: 2).stands)
      } else {
        var each: [Bool] = []
        for outcome in outcomes {
          batch.outcomes = [outcome]
          each += try file.queue.apply(batch, now: 2).stands
        }
        stands.append(each)
      }
      #expect(try file.countsAreTrue())
      #expect(try file.queue.status(at: 2).lastDelivery == 2 || one.statuses.count == 8)
    }
    #expect(stands[0] == stands[1])
    #expect(stands[0] == one.order.map { !(one.dropped.contains($0) && one.statuses[$0] == 0) })
    let listed = try files.map { try $0.queue.list(.all, after: 0, count: 100) }
    #expect(listed[0] == listed[1])
    #expect(files[0].queue.pending == files[1].queue.pending)
    #expect(files[0].queue.pendingBytes == files[1].queue.pendingBytes)
    #expect(try files[0].bodies() == files[1].bodies())
  }

  /// Written a second time, as after a transaction whose end was not heard of, nothing changes.
  @Test func deliveriesCanBeWrittenTwice() throws {
    let file = try TemporaryQueue()
    try file.feed(["a", "b", "c"])
    var batch = Batch()
    batch.outcomes = try file.queue.due(9, at: 0, besides: []).prefix(2).map {
      FinishedAttempt($0, .delivered(status: 204))
    }
    #expect(try file.queue.apply(batch, now: 1).stands == [true, true])
    #expect(try file.queue.apply(batch, now: 2).stands == [true, true])
    #expect(try file.countsAreTrue())
    #expect(file.queue.pending == 1 && file.queue.pendingBytes == 9)
    #expect(try file.bodies() == [3])
  }

  @Test func aRunOfDeliveriesLetsEachCustomersNextGo() throws {
    let file = try TemporaryQueue(isOrdered: true)
    try file.feed(["a1@1", "b1@2", "a2@1", "b2@2"])
    var batch = Batch()
    batch.outcomes = try file.queue.due(9, at: 0, besides: []).map {
      FinishedAttempt($0, .delivered(status: 204))
    }
    _ = try file.queue.apply(batch, now: 1)
    #expect(try file.due(at: 1) == ["a2", "b2"])
  }
}
