import Foundation
import TestSupport
import Testing

/// A large file is read ahead and scanned in a second thread; a pipe is not.
///
/// What comes of the same bytes must be the same to the byte.
@Suite struct LargeFileTests {
  /// Billing texts of every sort, good and bad, some of them of several lines: some 3.5 MB.
  private static let input: Data = {
    let events = (try? String(contentsOf: demo, encoding: .utf8)) ?? ""
    let lines = events.split(separator: "\n")
    var text = ""
    var number = 0
    while text.utf8.count < 3_500_000 {
      number += 1
      for (place, line) in lines.enumerated() {
        // Other customers and subscriptions in each round; the times go on as they are.
        let mine = line.replacing("sub_", with: "sub_\(number)x")
          .replacing("cus_", with: "cus_\(number)x").replacing("evt_", with: "evt_\(number)x")
        switch (place + number) % 23 {
        case 1: text += mine.dropLast(7) + "\n"
        case 2: text += "\n \t\r\n" + mine + "\r\n"
        case 3: text += mine.replacing(",\"", with: ",\n  \"") + "\n"
        case 4: text += "[" + mine + "," + mine + "]\n"
        case 5:
          text +=
            #"{"record":"subscription","id":"s\#(number)","customer":"c\#(number)","at":"2025-0"#
            + "\(number % 9 + 1)"
            + #"-01","status":"active","items":[{"plan_name":"Pro","unit_amount":4900,"currency":"usd","#
            + #""interval":"month"}]}"# + "\n"
        case 6: text += String(repeating: "x", count: number % 5 == 0 ? 700_000 : 70) + "\n"
        case 7: text += mine.replacing("customer", with: "\\u0063ustomer") + "\n"
        default: text += mine + "\n"
        }
      }
    }
    return Data((text + "{\"id\":\"evt_last\"").utf8)
  }()

  private static let demo = Places.repository.appending(path: "scripts/demo.d/events.jsonl")

  @Test(
    arguments: [
      "", "--stream", "--stream --state LEDGER", "--state LEDGER", "--basis invoices", "--explain",
      "--max-line 3000", "--strict",
    ])
  func isAsAPipe(_ options: String) throws {
    let folder = try TemporaryFolder("pipeline")
    try Self.input.write(to: folder.url.appending(path: "in"))
    // What messages call it is the same: the standard input.
    func run(_ way: String, _ input: String) throws -> Shell.Result {
      let own = options.replacing("LEDGER", with: "\(way).ledger")
      _ = try Shell.run(
        "head -n 30 \(Self.demo.path) | mrr-detect --account acc -q --init \(way).ledger",
        in: folder.url)
      var result = try Shell.run(
        input.replacing(
          "DETECT",
          with: "mrr-detect --account acc -v --as-of 2026-01-01 --rejects \(way).rejects \(own)"),
        in: folder.url, seconds: 120)
      result.err += [UInt8](try Data(contentsOf: folder.url.appending(path: "\(way).rejects")))
      return result
    }
    // Where the signal is ignored, which another test may have asked for, cat tells of its broken pipe.
    let piped = try run("piped", "cat in 2> /dev/null | DETECT")
    let read = try run("read", "DETECT < in")
    #expect(piped.status == read.status)
    // Not compared in the expectation, which would print all of them.
    let isSame = (out: piped.out == read.out, err: piped.err == read.err)
    #expect(isSame == (true, true))
    // The run is one that has something to say of everything.
    #expect(read.status == (options == "--strict" ? 65 : 1))
    #expect(read.out.count > (options == "--strict" ? -1 : 10_000))
    #expect(read.err.count > 100)
  }

  /// Several files, each read ahead, and one that is too small for it.
  @Test func severalFiles() throws {
    let folder = try TemporaryFolder("pipeline")
    try Self.input.write(to: folder.url.appending(path: "in"))
    let split = "cp in 1; head -c 100 in > 2; tail -c +101 in > 3"
    let command = "mrr-detect --account acc -q --as-of 2026-01-01"
    let files = try Shell.run("\(split); \(command) 1 2 3 | sha256sum", in: folder.url)
    let pipes = try Shell.run("\(command) <(cat 1) <(cat 2) <(cat 3) | sha256sum", in: folder.url)
    #expect(files.out == pipes.out)
    #expect(files.out.count > 60)
  }

  /// SIGTERM in the middle: what was written is the beginning of what would have been, in whole lines.
  @Test func stopsInGoodOrder() throws {
    let folder = try TemporaryFolder("pipeline")
    // More than a pipe holds is written, so that it does not end before the signal comes.
    let input = (0..<20_000).map { number in
      #"{"record":"subscription","id":"s\#(number)","customer":"c\#(number)","at":\#(1_740_000_000 + number)"#
        + #","status":"active","items":[{"plan_name":"Pro","unit_amount":4900,"currency":"usd","#
        + #""interval":"month"}]}"# + "\n"
    }
    try Data(input.joined().utf8).write(to: folder.url.appending(path: "big"))
    let command = "mrr-detect --account acc -q --window 0 --stream"
    let whole = try Shell.run("\(command) < big", in: folder.url).out
    #expect(whole.count > 4_000_000)
    let cut = try Shell.run(
      """
      mkfifo out
      \(command) < big > out & detect=$!
      { head -c 4096; kill -TERM $detect; cat; } < out
      wait $detect
      """, in: folder.url)
    #expect(cut.status == 128 + 15)
    #expect(cut.out.last == UInt8(ascii: "\n"))
    #expect(cut.out.count > 4096)
    let isBeginning = whole.starts(with: cut.out)
    #expect(isBeginning)
  }
}
