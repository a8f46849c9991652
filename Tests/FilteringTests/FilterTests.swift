import Command
import Filtering
import JSONText
import Notifications
import Testing

/// What the filter does to lines: what it holds, what it edits, and what it leaves alone.
@Suite struct FilterTests {
  static let odd = [
    // Spaces, escapes, unknown and repeated keys, numbers that no double holds.
    #"  { "event" : "mrr_movement" , "x":1.10e+5, "customer":{"id":"c","n":0.1000000000000000055},"#
      + #" "movements":[ {"type":"churn", "mrr_change":-1,"mrr_change":-9223372036854775808 } ] } "#,
    #"{"movements":[{"mrr_change":1,"typ\u0065":"new"}],"meta":{},"\u0065vent":"mrr_movement"}"#,
    #"{"event":"failed_payment","movements":3,"payment":{"amount":0}}"#,
    #"{"event":"nothing","event":"scheduled_cancellation","movements":[{"type":"new","mrr_change":1}]}"#,
  ]

  @Test(arguments: odd)
  func whatIsKeptKeepsItsBytes(line: String) throws {
    #expect(run(try filter(), on: line).lines == [line])
    #expect(
      run(try filter(types: NotificationType.allCases.filter { $0 != .expansion }), on: line).lines
        == [line])
  }

  @Test func aLineAloneIsTakenOutOfAPayloadOfSeveral() throws {
    let input = payload([
      Change(.contraction, -1), Change(.expansion, 2), Change(.contraction, -3),
      Change(.expansion, 4), Change(.churn, -5),
    ])
    let lines = input.split(separator: "\n").map(String.init)
    let result = run(try filter(types: [.expansion]), on: input)
    // The one that is now the last is marked, and nothing else is touched.
    let marked = lines[3].split(separator: #""last":false"#).joined(separator: #""last":true"#)
    #expect(result.lines == [lines[1], marked])
    #expect(result.skipped == [Figure("type", 3)])
  }

  @Test func aWarningIsNotLostWithAPayloadThatPasses() throws {
    // Its second line is over nothing by itself, and is not judged: whoever comes next is.
    let input =
      payload([Change(.new, 99999), Change(.new, 1, "xts")])
      + payload([Change(.new, 1, "xts")], id: 2)
    let result = run(try filter(over: "100"), on: input)
    #expect(result.lines.count == 3)
    #expect(result.warnings.count == 1)
  }

  @Test func aWarningIsNotLostWithALineThatWouldBeRefused() throws {
    // Of the second line the first movement would be warned of, and the second one refused; it is not
    // judged, for the payload passes already.
    var lines = payload([Change(.new, 99999), Change(.new, 1)]).split(separator: "\n").map(
      String.init)
    lines[1] = lines[1].replacing(
      #""movements":["#,
      with: #""movements":[{"type":"new","mrr_change":1,"currency":"xts","date":"2025-04-02"},"#
        + #"{"type":"new","mrr_change":1},"#)
    lines.append(payload([Change(.new, 1, "xts")], id: 2))
    let result = run(try filter(over: "100"), on: lines.joined(separator: "\n"))
    #expect(result.lines.count == 3)
    #expect(result.warnings.count == 1)
  }

  @Test func payloadsNextToEachOtherAreMarkedEach() throws {
    let input = (1...3).map { number in
      payload(
        [Change(.expansion, 2), Change(.contraction, -3)], id: UInt128(number),
        customer: "cus_\(number)")
    }.joined()
    let result = run(try filter(types: [.expansion]), on: input)
    #expect(result.short == Array(repeating: "expansion +2 usd 2025-04-02, last", count: 3))
  }

  @Test func aPayloadIsDecidedTogether() throws {
    // Too small, not asked for, over, small again: one over the amount lets all through.
    let input = payload([
      Change(.churn, -1), Change(.new, 99999), Change(.churn, -20000), Change(.churn, -2),
    ])
    #expect(
      run(try filter(types: [.churn], over: "100"), on: input).short == [
        "churn -1 usd 2025-04-02", "churn -20000 usd 2025-04-02", "churn -2 usd 2025-04-02, last",
      ])
    #expect(run(try filter(types: [.churn], over: "200"), on: input).lines == [])
  }

  @Test func aPayloadWithoutItsLastLineEndsWithTheNextOneAndWithTheInput() throws {
    let first = payload([Change(.churn, -20000), Change(.new, 1)], id: 1)
    let open = first.split(separator: "\n")[0] + "\n"
    let small = payload([Change(.churn, -1), Change(.new, 1)], id: 2).split(separator: "\n")[0]
    let result = run(try filter(types: [.churn], over: "100"), on: open + small + "\n" + open)
    // Nothing was dropped behind it: it is not marked.
    #expect(result.short == Array(repeating: "churn -20000 usd 2025-04-02", count: 2))
    #expect(result.skipped == [Figure("threshold", 1)])
  }

  @Test("a payload that was begun anew, for who wrote it was interrupted, has each part once")
  func begunAnew() throws {
    let text = payload([Change(.churn, -20000), Change(.churn, -1), Change(.new, 1)])
    let lines = text.split(separator: "\n")
    for cut in 1...2 {
      let input = lines[..<cut].joined(separator: "\n") + "\n" + text
      for (types, over) in [([.churn], nil), ([.churn], "100"), (nil, "100")]
        as [([NotificationType]?, String?)]
      {
        let stage = try filter(types: types ?? NotificationType.allCases, over: over)
        let once = run(try filter(types: types ?? NotificationType.allCases, over: over), on: text)
        // Of those that had passed already only what was held can be taken back.
        let given = run(stage, on: input).lines
        #expect(given.suffix(once.lines.count) == once.lines[...])
        if types != nil { #expect(given.count <= once.lines.count + cut - 1) }
      }
    }
  }

  /// Whoever reads it may be ended between two writes: the next one is to have the whole.
  @Test("of a payload that is not whole nothing may be written")
  func unfinishedPayloads() throws {
    let text = payload([Change(.churn, -20000), Change(.churn, -1), Change(.new, 1)])
    for (types, over) in [([], nil), ([.churn], nil), ([.churn], "100"), ([], "100")]
      as [([NotificationType], String?)]
    {
      let types = types.isEmpty ? NotificationType.allCases : types
      var stage = try filter(types: types, over: over)
      var output = Output()
      for (number, line) in text.split(separator: "\n").enumerated() {
        let bytes = Padding.padded(Array(line.utf8))
        try stage.consume(
          bytes.span, 0..<line.utf8.count, at: Place(source: 0, line: number + 1), into: &output)
        let isWhole = number == 2
        #expect(output.lines.isEmpty || (output.unfinished == nil) == isWhole)
        #expect(isWhole || output.unfinished ?? 0 == 0)
      }
      let given = output.lines.bytes.split(separator: UInt8(ascii: "\n"))
      #expect(given.count == (types.count == 1 ? 2 : 3))
      #expect(
        output.lines.joints == [given[0].count + 1]
          + (given.count == 2
            ? []
            : [
              given[0].count + given[1].count + 2
            ]))
    }
  }

  @Test func linesWithoutMetaArePayloadsOfTheirOwn() throws {
    let small =
      #"{"event":"mrr_movement","movements":[{"type":"new","mrr_change":1,"currency":"usd"}]}"#
    let large = small.split(separator: "1,").joined(separator: "100000,")
    #expect(run(try filter(over: "100"), on: small + "\n" + large).lines == [large])
  }

  @Test func aJoinedPayloadIsNotHeld() throws {
    // Without a part, a line is complete: what comes next decides nothing.
    let line =
      #"{"event":"mrr_movement","movements":[{"type":"new","mrr_change":1,"currency":"usd"}],"#
      + #""meta":{"id":"mrr_1"}}"#
    let large = line.split(separator: "1,").joined(separator: "100000,")
    #expect(run(try filter(over: "100"), on: line + "\n" + large).lines == [large])
  }

  @Test(
    arguments: [
      ([.new], #"[ {"type":"new","mrr_change":1}  ]"#),
      ([.churn], #"[ {"type":"churn","mrr_change":2} ]"#),
      ([.expansion], #"[ {"type":"expansion","mrr_change":3}]"#),
      ([.contraction], #"[ {"type":"contraction","mrr_change":4}]"#),
      (
        [.new, .expansion],
        #"[ {"type":"new","mrr_change":1}  ,{"type":"expansion","mrr_change":3}]"#
      ),
      (
        [.churn, .contraction],
        #"[ {"type":"churn","mrr_change":2} , {"type":"contraction","mrr_change":4}]"#
      ),
    ] as [([NotificationType], String)])
  func movementsAreTakenOutOfAJoinedLine(types: [NotificationType], left: String) throws {
    let before = #"{"event":"mrr_movement", "movements":"#
    let after = #"  , "y":[1, 2],"meta":{"id":"mrr_1"}}"#
    let all =
      #"[ {"type":"new","mrr_change":1} , {"type":"churn","mrr_change":2} ,"#
      + #"{"type":"expansion","mrr_change":3}, {"type":"contraction","mrr_change":4}]"#
    #expect(
      run(try filter(types: types), on: before + all + after).lines == [before + left + after])
  }

  /// The mark stands behind or before the movements that were taken out of the line.
  @Test(arguments: [true, false])
  func aJoinedLineThatIsNowTheLastIsMarked(metaFirst: Bool) throws {
    func line(_ part: Int, _ last: Bool, _ movements: String) -> String {
      let meta = #""meta":{"id":"mrr_1","part":\#(part),"last":\#(last)}"#
      let list = #""movements":[\#(movements)]"#
      return #"{"event":"mrr_movement",\#(metaFirst ? meta : list),\#(metaFirst ? list : meta)}"#
    }
    let churn = #"{"type":"churn","mrr_change":-1}"#
    let new = #"{"type":"new","mrr_change":1}"#
    let input = line(1, false, new + "," + churn + "," + new) + "\n" + line(2, true, new)
    #expect(run(try filter(types: [.churn]), on: input).lines == [line(1, true, churn)])
  }

  @Test func aRefusedLineDoesNotDisturbThePayloadAroundIt() throws {
    let lines = payload([Change(.expansion, 2), Change(.churn, -3)]).split(separator: "\n")
    let result = run(
      try filter(types: [.expansion]), on: lines[0] + "\n{\"event\":1}\n" + lines[1])
    #expect(result.short == ["expansion +2 usd 2025-04-02, last"])
    #expect(result.rejections.count == 1)
  }

  @Test func idsAreComparedAsText() throws {
    let lines = payload([Change(.expansion, 2), Change(.churn, -3)]).split(separator: "\n")
    let escaped = lines[1].split(separator: #""mrr_"#).joined(separator: #""mrr\u005f"#)
    let result = run(try filter(types: [.expansion]), on: lines[0] + "\n" + escaped)
    #expect(result.short == ["expansion +2 usd 2025-04-02, last"])
  }

  @Test func anEndlessPayloadIsNotHeldForEver() throws {
    let line = payload([Change(.new, 1), Change(.new, 1)]).split(separator: "\n")[0]
      .split(separator: "Pro Plan").joined(separator: String(repeating: "p", count: 100_000))
    let count = 50
    let input = (1...count).map { part in
      line.split(separator: #""part":1,"#).joined(separator: #""part":\#(part),"#)
    }.joined(separator: "\n")
    let result = run(try filter(over: "100"), on: input)
    #expect(result.lines.count == count)
    #expect(result.warnings.count == 1)
  }
}
