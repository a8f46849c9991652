import Grouping
import Testing

@Suite struct GroupTests {
  static let one = movement("contraction", -1)
  static let two = movement("expansion", 2)

  @Test(arguments: [
    // Spaces, escapes, repeated and unknown keys, another order: only `meta` changes.
    (
      #"{ "meta" : {"part":1,"id":"m\u0031","last":true,"why":[1] , "at":"2025"} , "x":1.0e5, "event":"mrr_movement","movements":[{"type":"new","type":"churn","mrr_change":-1}]}"#,
      #"{ "meta" : {"id":"m\u0031","at":"2025"} , "x":1.0e5, "event":"mrr_movement","movements":[{"type":"new","type":"churn","mrr_change":-1}]}"#
    ),
    (
      #"{"meta":{"id":"a","at":"b"},"event":"mrr_movement","movements":[{"type":"new","mrr_change":1}],"meta":{"id":"c","at":"d","x":1}}"#,
      #"{"meta":{"id":"a","at":"b"},"event":"mrr_movement","movements":[{"type":"new","mrr_change":1}],"meta":{"id":"c","at":"d"}}"#
    ),
    // Of a failed payment everything that makes its id is known: the vector of lines.md.
    (
      #"{"event":"failed_payment","timestamp":"2025-03-15T15:30:00+01:00","account_id":"acc_abc123","customer":{"id":"cus_456"},"payment":{"invoice_id":"inv_789"} }"#,
      #"{"event":"failed_payment","timestamp":"2025-03-15T15:30:00+01:00","account_id":"acc_abc123","customer":{"id":"cus_456"},"payment":{"invoice_id":"inv_789"} ,"meta":{"id":"mrr_a5a913394d3acdd03bb7084d662b75c3","at":"2025-03-15T14:30:00Z"}}"#
    ),
    // Without a date nothing says when; the line has its id all the same.
    (
      #"{"event":"mrr_movement","movements":[{"type":"new","mrr_change":1}],"meta":{"id":"a","at":null}}"#,
      #"{"event":"mrr_movement","movements":[{"type":"new","mrr_change":1}],"meta":{"id":"a","at":null}}"#
    ),
    (
      #"{"event":"mrr_movement","movements":[{"type":"new","mrr_change":1,"date":"2025-04-02"}],"meta":{"id":"a"}}"#,
      #"{"event":"mrr_movement","movements":[{"type":"new","mrr_change":1,"date":"2025-04-02"}],"meta":{"id":"a","at":"2025-04-02T00:00:00Z"}}"#
    ),
  ])
  func aLineThatIsNotJoinedKeepsItsBytes(input: String, output: String) {
    #expect(run(Group(), on: input).lines == [output])
  }

  @Test func joinedLinesKeepTheKeysThatAreNotKnown() {
    let first =
      #"{"x":1,"event":"mrr_movement","customer":{"id":"c","old":1},"#
      + #""movements":[{"type":"new","mrr_change":1,"note":"a"} , {"type":"new","mrr_change":2}],"#
      + #""meta":{"id":"m","part":1,"last":false,"at":"t"}}"#
    let second =
      #"{"meta":{"at":"u","id":"m","part":2,"last":true},"y" : [1, 2],"#
      + #""movements":[ {"mrr_change":3,"type":"new"} ],"customer":{"new":2, "id":"c"},"#
      + #""z":null,"event":"mrr_movement"}"#
    #expect(
      run(Group(), on: first + "\n" + second).lines == [
        #"{"event":"mrr_movement","account_id":null,"customer":{"new":2, "id":"c"},"movements":["#
          + #"{"type":"new","mrr_change":1,"note":"a"} , {"type":"new","mrr_change":2},"#
          + #"{"mrr_change":3,"type":"new"}],"y" : [1, 2],"z":null,"meta":{"id":"m","at":"u"}}"#
      ])
  }

  @Test func aGroupEndsWithItsLastLineAnotherGroupOrTheInput() {
    func part(_ id: String, _ number: Int = 1, last: Bool) -> String {
      line(Self.one, meta: meta(id, part: number, last: last))
    }
    func count(_ lines: [String]) -> [Int] {
      run(Group(), on: lines.joined(separator: "\n")).lines.map {
        $0.split(separator: #"{"type":"#).count - 1
      }
    }
    #expect(count([part("a", last: true), part("a", last: true)]) == [1, 1])
    #expect(count([part("a", last: false), part("b", last: true)]) == [1])
    #expect(
      count([part("a", last: false), part("a", 2, last: true), part("a", 3, last: true)])
        == [2, 1])
    #expect(count([part("a", last: false), #"{"event":3}"#, part("a", 2, last: true)]) == [2])
    // Lines that a group wrote have neither part nor last.
    let joined = line(Self.one, meta: meta("a"))
    #expect(count([joined, joined]) == [2])
  }

  @Test("a payload that was begun anew, for who wrote it was interrupted, has each part once")
  func begunAnew() {
    let parts = [1, 2, 3].map { line(Self.one, meta: meta("a", part: $0, last: $0 == 3)) }
    let whole = run(Group(), on: parts.joined(separator: "\n")).lines
    for cut in 1...2 {
      let lines = parts[..<cut] + parts
      let given = run(Group(), on: lines.joined(separator: "\n"))
      #expect(given.lines == whole)
      #expect(given.rejections == [])
    }
    // What a filter marked as the last one, when it came again.
    let marked = line(Self.one, meta: meta("a", part: 2, last: true))
    let given = run(Group(), on: [parts[0], parts[1], parts[0], marked].joined(separator: "\n"))
    #expect(given.lines.count == 1)
    #expect(given.lines.first?.split(separator: #"{"type":"#).count == 3)
  }

  /// A queue that has the beginning of a payload under its id would not take the whole one.
  @Test("the beginning of a payload is never passed on as if it were the whole")
  func incompletePayloads() {
    let parts = [1, 2, 3].map { line(Self.one, meta: meta("a", part: $0, last: $0 == 3)) }
    let other = line(Self.two, customer: "cus_2", meta: meta("b", part: 1, last: true))
    let payment = #"{"event":"failed_payment","payment":{},"meta":{"id":"c","part":1,"last":true}}"#
    let reason = "an incomplete payload: the line marked \"last\" did not come"
    let whole = run(Group(), on: parts.joined(separator: "\n")).lines
    for cut in 1...2 {
      for following in [[], [other], [payment]] {
        let begun = Array(parts[..<cut])
        let given = run(Group(), on: (begun + following + parts).joined(separator: "\n"))
        let expected = following.isEmpty ? [] : ["1:0: \(reason)"]
        #expect(given.rejections == expected)
        #expect(given.refused == (following.isEmpty ? [] : begun))
        #expect(given.lines.count == following.count + 1)
        #expect(given.lines.last == whole[0])
        // Refused as it came: with its rest it can be fed again.
        let ended = run(Group(), on: (following + begun).joined(separator: "\n"))
        #expect(ended.rejections == ["\(following.count + 1):0: \(reason)"])
        #expect(ended.refused == begun)
        #expect(ended.lines.count == following.count)
        #expect(
          run(Group(), on: (ended.refused + parts[cut...]).joined(separator: "\n")).lines == whole)
      }
    }
  }

  @Test("a payload without end is refused in bounded memory, and what follows it is not")
  func endlessPayloads() {
    let filler = String(repeating: "p", count: 1 << 20)
    func part(_ number: Int, last: Bool) -> String {
      line(Self.one, extra: #","x":"\#(filler)""#, meta: meta("a", part: number, last: last))
    }
    let other = line(Self.two, customer: "cus_2", meta: meta("b", part: 1, last: true))
    for isLast in [true, false] {
      let parts = (1...40).map { part($0, last: isLast && $0 == 40) }
      // It is long: one way to share it is enough.
      let given = run(
        Group(), on: (parts + [other]).joined(separator: "\n"), ways: [.second])
      #expect(given.lines.count == 1)
      #expect(given.refused == parts)
      #expect(given.rejections.count == 3)
      #expect(given.rejections.allSatisfy { $0.hasSuffix("a payload of more than 16777216 bytes") })
    }
  }

  @Test func whatWasGroupedStaysAsItIs() {
    let input = [
      line(Self.one, meta: meta("a", part: 1, last: false)),
      line(Self.two, meta: meta("a", part: 2, last: true)),
      line(Self.two, customer: "cus_2", meta: nil),
      line(Self.two, meta: meta("b", part: 1, last: true)),
    ]
    let once = run(Group(), on: input.joined(separator: "\n")).lines
    #expect(once.count == 3)
    #expect(run(Group(), on: once.joined(separator: "\n")).lines == once)
  }

  @Test func withoutMetaTheDatesDecide() {
    func count(_ dates: [[String]]) -> [Int] {
      let lines = dates.map { dates in
        line(dates.map { movement("new", 1, date: $0) }.joined(separator: ","), meta: nil)
      }
      return run(Group(), on: lines.joined(separator: "\n")).lines.map {
        $0.split(separator: #"{"type":"#).count - 1
      }
    }
    #expect(count([["2025-04-02"], ["2025-04-02"]]) == [2])
    #expect(count([["2025-04-02"], ["2025-04-03"]]) == [1, 1])
    let both = ["2025-04-02", "2025-04-03"]
    #expect(count([both, both.reversed(), ["2025-04-02"]]) == [4, 1])
  }

  /// Ids of lines without one: the same for the same lines, others for others, whoever runs it.
  @Test func madeIds() {
    func id(_ lines: String...) -> Substring {
      let written = run(Group(), on: lines.joined(separator: "\n")).lines
      #expect(written.count == 1)
      return written[0].split(separator: #""meta":{"id":""#)[1].prefix { $0 != "\"" }
    }
    let first = id(line(Self.one, meta: nil))
    #expect(first == "mrr_76cbec3e8ee25cf2abb9f0d9a57bca06")
    #expect(first == id(line(Self.one, meta: nil)))
    let others = [
      id(line(Self.two, meta: nil)), id(line(Self.one, customer: "cus_2", meta: nil)),
      id(line(Self.one, account: "null", meta: nil)),
      id(line(Self.one, event: "scheduled_cancellation", meta: nil)),
      id(line(Self.one, meta: nil), line(Self.one, meta: nil)),
    ]
    #expect(Set(others + [first]).count == others.count + 1)
  }
}
