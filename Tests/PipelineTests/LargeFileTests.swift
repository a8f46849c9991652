import Foundation
import TestSupport
import Testing

/// A large file, and a pipe that is always full, are read ahead and scanned in a second thread, where there
/// are two processors.
///
/// What comes of the same bytes must be the same to the byte, with one thread and with two.
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
    let alone = try run("alone", "taskset -c 0 DETECT < in")
    // Where the signal is ignored, which another test may have asked for, cat tells of its broken pipe.
    let piped = try run("piped", "cat in 2> /dev/null | DETECT")
    let read = try run("read", "DETECT < in")
    for other in [piped, read] {
      #expect(alone.status == other.status)
      // Not compared in the expectation, which would print all of them.
      let isSame = (out: alone.out == other.out, err: alone.err == other.err)
      #expect(isSame == (true, true))
    }
    // The run is one that has something to say of everything.
    #expect(read.status == (options == "--strict" ? 65 : 1))
    #expect(read.out.count > (options == "--strict" ? -1 : 10_000))
    #expect(read.err.count > 100)
  }

  /// The same for those that read notifications.
  @Test(
    arguments: [
      "mrr-filter", "mrr-filter --types new,expansion", "mrr-filter --over 100 --rates rates.jsonl",
      "mrr-filter --types churn,contraction,failed_payment --over 20", "mrr-group",
    ])
  func filtersAreAsWithOneThread(_ command: String) throws {
    let folder = try TemporaryFolder("pipeline")
    _ = try folder.file("rates.jsonl", #"{"date":"2025-01-02","base":"eur","rates":{"usd":1.08}}"#)
    // What mrr-detect says of the events above, again and again, with currencies that have no rate, lines
    // that are no notifications, and payloads that break off.
    _ = try Shell.run(
      """
      mrr-detect --account acc -q --as-of 2026-01-01 < \(Self.demo.path) > part
      { cat part; sed 's/"usd"/"eur"/g' part; sed 's/"usd"/"xts"/g' part; sed 's/"last":true/"last":false/' part
        sed 's/"mrr_change"/"mrr_chang\\u0065"/' part; head -c 1000 part; echo; sed 's/"date"/"dat"/' part
      } > all
      while [ $(stat -c %s in 2> /dev/null || echo 0) -lt 6000000 ]; do cat all >> in; done
      """, in: folder.url)
    func run(_ line: String) throws -> Shell.Result {
      let all = line.replacing("FILTER", with: "\(command) -v --rejects rejects")
      return try Shell.run(
        "\(all); status=$?; cat rejects >&2; rm rejects; exit $status", in: folder.url)
    }
    let alone = try run("taskset -c 0 FILTER < in")
    for way in ["FILTER < in", "cat in 2> /dev/null | FILTER"] {
      let other = try run(way)
      #expect(other.status == alone.status)
      let isSame = (out: alone.out == other.out, err: alone.err == other.err)
      #expect(isSame == (true, true))
    }
    #expect(alone.status == 1)
    #expect(alone.out.count > 100_000)
    #expect(alone.err.count > 1000)
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

  /// A warning is given once wherever its line stands: also if the first one that would be warned of is too
  /// long, or belongs to a payload that passes anyway.
  @Test(arguments: 0..<4) func warnsOnce(round: Int) throws {
    let folder = try TemporaryFolder("pipeline")
    func line(_ currency: String, _ meta: String = "", padding: Int = 0) -> String {
      #"{"event":"mrr_movement","movements":[{"type":"new","mrr_change":20000,"currency":"\#(currency)"}]"#
        + #","x":"\#(String(repeating: "x", count: padding))"\#(meta)}"# + "\n"
    }
    let usual = String(repeating: line("usd"), count: 12_000)
    let payload =
      line("usd", #","meta":{"id":"a","part":1,"last":false}"#)
      + line("xts", #","meta":{"id":"a","part":2,"last":true}"#)
    let text =
      usual + line("eur", padding: 4000) + payload + line("usd") + line("xts") + usual + line("eur")
      + usual + line("xts")
    _ = try folder.file("in", text)
    let result = try Shell.run("mrr-filter --over 100 --max-line 3000 < in", in: folder.url)
    let said = String(decoding: result.err, as: UTF8.self).split(separator: "\n")
    for currency in ["eur", "xts"] {
      #expect(said.count { $0.contains("no exchange rate for \(currency)") } == 1)
    }
  }

  /// Long lines do not make many buffers large.
  @Test func longLinesTakeLittleMemory() throws {
    if ProcessInfo.processInfo.environment["MRR_SANITIZER"] != nil { return }
    let folder = try TemporaryFolder("pipeline")
    let name = String(repeating: "x", count: 900_000)
    let line =
      #"{"event":"mrr_movement","customer":{"name":"\#(name)"},"movements":"#
      + #"[{"type":"new","mrr_change":1}]}"# + "\n"
    _ = try folder.file("in", String(repeating: line, count: 40))
    let script = #"""
      import os, subprocess, sys
      for words in (["taskset", "-c", "0", "mrr-filter"], ["mrr-filter"]):
          process = subprocess.Popen(words, stdin=open("in"), stdout=subprocess.DEVNULL)
          print(os.wait4(process.pid, 0)[2].ru_maxrss)
      """#
    _ = try folder.file("measure.py", script)
    let result = try Shell.run("python3 measure.py", in: folder.url)
    let peaks = String(decoding: result.out, as: UTF8.self).split(separator: "\n")
      .compactMap { Int($0) }
    try #require(peaks.count == 2)
    // In KiB.
    #expect(peaks[1] < peaks[0] + 6000, "\(peaks)")
  }

  /// SIGTERM while a pipe is read ahead: what was written and what is left in the pipe are all there was, cut
  /// between two lines.
  @Test(arguments: [10, 50, 150]) func leavesTheRestInThePipe(milliseconds: Int) throws {
    let folder = try TemporaryFolder("pipeline")
    let line = #"{"event":"mrr_movement","movements":[{"type":"new","mrr_change":NUMBER}]}"#
    let input = (0..<20_000).map { line.replacing("NUMBER", with: "\($0)") + "\n" }.joined()
    _ = try folder.file("part", input)
    // Whoever comes next reads what the first one left of an input that is too long for it.
    let result = try Shell.run(
      """
      for n in {1..300}; do cat part; done > in
      cat in | {
        mrr-filter > first & filter=$!
        # In two threads, where there are two processors.
        for n in {1..500}; do grep -q 'Threads:.2' /proc/$filter/status && break; done
        sleep 0.\(milliseconds < 100 ? "0" : "")\(milliseconds)
        kill -TERM $filter; wait $filter; echo $? >&2
        cat > second
      }
      tail -c 1 first | od -An -tu1 >&2
      cat first second | cmp - in && stat -c %s second >&2
      """, in: folder.url)
    #expect(result.status == 0)
    let said = String(decoding: result.err, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    try #require(said.count == 3)
    #expect(said[..<2] == ["143", "10"])
    #expect(Int(said[2]) ?? 0 > 1_000_000)
  }

  /// Numbered notifications of some 3 KB each.
  private static func longLines(_ count: Int) -> String {
    let name = String(repeating: "x", count: 3000)
    let line =
      #"{"event":"mrr_movement","customer":{"name":"\#(name)"},"movements":"#
      + #"[{"type":"new","mrr_change":NUMBER}]}"# + "\n"
    return (0..<count).map { line.replacing("NUMBER", with: "\($0)") }.joined()
  }

  /// The same inside a line, when nothing has come for longer than a thread may take to hand back.
  @Test func waitsForTheRestBehindASilence() throws {
    let folder = try TemporaryFolder("pipeline")
    _ = try folder.file("in", Self.longLines(3000))
    let result = try Shell.run(
      """
      { head -c 6000000 in; sleep 11; kill -TERM $(cat pid); sleep 0.5; tail -c +6000001 in; } | {
        mrr-filter > first 2> said & echo $! > pid
        wait $!; echo $?
        cat > second
      }
      cat said
      cat first second | cmp - in
      stat -c %s second
      """, in: folder.url)
    let said = String(decoding: result.out, as: UTF8.self).split(separator: "\n")
    #expect(said.first == "143")
    #expect(said.count == 2)
    #expect(Int(said.last ?? "") ?? 0 > 3_000_000)
    #expect(result.status == 0)
  }

  /// The same with a reader of the output who pauses for longer than the rest of a line is waited for: that
  /// time begins when everything before it is written.
  @Test func waitsForTheRestBehindASlowReader() throws {
    let folder = try TemporaryFolder("pipeline")
    _ = try folder.file("in", Self.longLines(10_000))
    let result = try Shell.run(
      """
      mkfifo out
      cat in | {
        mrr-filter > out 2> said & filter=$!
        { head -c 6000000; kill -TERM $filter; sleep 2.5; cat; } < out > first
        wait $filter; echo $?
        cat > second
      }
      cat said
      cat first second | cmp - in
      """, in: folder.url)
    #expect(String(decoding: result.out, as: UTF8.self) == "143\n")
    #expect(result.status == 0)
  }
}
