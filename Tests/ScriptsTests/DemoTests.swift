import Foundation
import TestSupport
import Testing

/// `scripts/demo`, as a newcomer runs it but for the installing and building.
@Suite struct DemoTests {
  private static let script = Places.repository.appending(path: "scripts/demo")

  @Test func fromEndToEnd() throws {
    let bench = try Bench()
    let run = try bench.run(Self.script, ["--binaries", Places.programs.path])
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(run.errors == "")
    #expect(run.lines.last == "All 25 payloads arrived.")
    #expect(run.lines.filter { $0.hasPrefix("{\"receipt\":\"delivered\"") }.count == 25)

    // What arrived, as it is told: the movements over 15 dollars, in order.
    var told = run.lines.drop { !$0.hasSuffix("This is what arrived:") }[...]
    for row in try DemoData.table("expected-movements.tsv") {
      let cents = try #require(Int(row["mrr_change"] ?? ""))
      let amount = String(
        format: "%@%d.%02d", cents < 0 ? "-" : "+", abs(cents) / 100, abs(cents) % 100)
      let words = [row["type"], amount, row["currency"], row["date"], row["description"]]
      let line = words.map { $0 ?? "" }.joined(separator: " ")
      func isIt(_ shown: String) -> Bool {
        shown.split(separator: " ").joined(separator: " ") == line
      }
      if row["over_15"] == "yes" {
        let place = try #require(told.firstIndex(where: isIt), "\(line)")
        told = told[(place + 1)...]
      } else {
        #expect(!run.lines.contains(where: isIt))
      }
    }
    for row in try DemoData.table("expected-failed-payments.tsv") {
      let text =
        "49.00 usd not paid on \(row["date"] ?? ""): \(row["failure_reason"] ?? ""), attempt 1"
      #expect(run.lines.contains { $0.hasSuffix(text) })
    }
    try nothingIsLeft(of: bench)
  }

  /// The keys of webhooks.txt, in its order; a key's depth is its indentation.
  @Test(arguments: [
    (
      "mrr_movement",
      """
      event account_id customer .id .name .email .status movements ..type ..mrr_change ..currency \
      ..date ..plan_name ..subscription_id ..description ..is_future
      """
    ),
    (
      "scheduled_cancellation",
      """
      event account_id customer .id .name .email .status movements ..type ..mrr_change ..currency \
      ..date ..plan_name ..subscription_id ..description ..is_future
      """
    ),
    (
      "failed_payment",
      """
      event timestamp customer .id .name .email .status .current_mrr .currency payment .invoice_id \
      .amount .currency .failure_reason .attempt_count .date
      """
    ),
  ])
  func theKeysOfAPayload(event: String, keys: String) throws {
    let run = try Bench().run(Self.script, ["--binaries", Places.programs.path])
    let lines = run.lines.drop { $0 != "The first \(event), whole:" }.dropFirst()
    let payload = lines.prefix { $0 != "}" }
    let found = payload.compactMap { line -> String? in
      guard let quote = line.firstIndex(of: "\""), line.contains("\":") else { return nil }
      let depth = line.distance(from: line.startIndex, to: quote) / 2 - 1
      let key = line[quote...].dropFirst().prefix { $0 != "\"" }
      return String(repeating: ".", count: depth) + key
    }
    #expect(found.joined(separator: " ") == keys)
  }

  /// Another mrr-post than ours, or another mrr-detect.
  private func programs(
    in bench: Bench, replacing name: String, by script: String
  ) throws -> [String] {
    let folder = bench.folder.appending(path: "bin")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for program in ["mrr-detect", "mrr-filter", "mrr-group", "mrr-post"] where program != name {
      try FileManager.default.createSymbolicLink(
        at: folder.appending(path: program),
        withDestinationURL: Places.programs.appending(path: program))
    }
    try bench.write("#!/bin/sh\n\(script)\n", to: "bin/\(name)", mode: 0o700)
    return ["--binaries", folder.path]
  }

  @Test(arguments: [
    "cat >/dev/null; exit 1", "cat >/dev/null",
    "cat >/dev/null; for i in $(seq 25); do echo '{\"receipt\":\"delivered\"}'; done",
  ])
  func whatDoesNotArriveIsAFailure(post: String) throws {
    let bench = try Bench()
    let words = try programs(in: bench, replacing: "mrr-post", by: post)
    let run = try bench.run(Self.script, words)
    #expect(run.status == 1)
    #expect(run.errors.contains("demo: not everything arrived"))
    try nothingIsLeft(of: bench)
  }

  /// ^C goes to every process of the terminal's foreground group.
  @Test func interrupted() throws {
    let bench = try Bench()
    let words = try programs(
      in: bench, replacing: "mrr-detect", by: "touch '\(bench.path("begun"))'; exec sleep 60")
    let child = try bench.start(URL(filePath: "/usr/bin/setsid"), [Self.script.path] + words)
    let begun = bench.path("begun")
    #expect(waitFor(seconds: 60) { FileManager.default.fileExists(atPath: begun) })
    kill(-child.pid, SIGINT)
    #expect(try child.ended(seconds: 20).signal == SIGINT)
    try nothingIsLeft(of: bench)
  }

  @Test func terminated() throws {
    let bench = try Bench()
    let child = try bench.start(Self.script, ["--binaries", Places.programs.path])
    // The receiver is making its certificates.
    #expect(try waitFor(seconds: 60) { try !bench.leftovers().isEmpty })
    child.stop()
    #expect(try child.ended(seconds: 20).signal == SIGTERM)
    try nothingIsLeft(of: bench)
  }

  /// `scripts/demo | head`: nobody reads on.
  @Test func aReaderThatIsGone() throws {
    let bench = try Bench()
    let run = try bench.run(
      URL(filePath: "/bin/bash"),
      [
        "-c", "\"$@\" | head -n 3; echo ${PIPESTATUS[0]}", "bash", Self.script.path, "--binaries",
        Places.programs.path,
      ])
    #expect(run.lines.count == 3)  // the first line is empty
    #expect(run.lines.last != "0")
    try nothingIsLeft(of: bench)
  }

  @Test(arguments: [["--nonsense"], ["--binaries"], ["--binaries", "/nowhere"]])
  func usage(words: [String]) throws {
    let run = try Bench().run(Self.script, words)
    #expect(run.status == 64)
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("demo: "))
  }

  /// No file, and no process that works on one.
  private func nothingIsLeft(of bench: Bench) throws {
    #expect(try bench.leftovers() == [])
    let all = try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int($0) != nil }
    let ours = all.filter { pid in
      let words = (try? Data(contentsOf: URL(filePath: "/proc/\(pid)/cmdline"))) ?? Data()
      return String(decoding: words, as: UTF8.self).contains(bench.folder.path)
    }
    #expect(ours == [])
  }
}
