import Foundation
import TestSupport
import Testing

/// `mrr-webhook run` on the built programs: what is sent, and with which status it ends.
@Suite struct RunTests {
  let receiver = Receiver.shared
  let mark = uniqueMark()

  private func sent() -> [String] { receiver.sent(mark) }

  // MARK: What is sent

  @Test func countsOfEveryStage() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)")
    let result = try bench.run("run", ["--summary"], input: notifications(3, mark))
    #expect(result.status == 0)
    let counts = lines(result.errors).compactMap(object)
    let stages = counts.compactMap { $0["stage"] as? String }
    #expect(stages.sorted() == ["mrr-filter", "mrr-group", "mrr-post", "mrr-webhook"])
    #expect(stages.last == "mrr-webhook")
    #expect(counts.allSatisfy { $0["read"] as? Int == 3 && $0["rejected"] as? Int == 0 })
  }

  @Test func sendsWhatTheSettingsSay() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)", ["--header", "X-Key: \(mark)", "--timeout", "20s"])
    #expect(try bench.run("settings", ["--types", "churn", "--over", "40"]).status == 0)
    try bench.write(notifications(2, "\(mark)-n"), to: "one.jsonl")
    try bench.write(notifications(3, "\(mark)-c", type: "churn"), to: "two.jsonl")
    let result = try bench.run(
      "run", [bench.folder + "/one.jsonl", bench.folder + "/two.jsonl"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors == "")
    #expect(result.all("receipt") == ["delivered", "delivered", "delivered"])
    #expect(Set(result.all("id")) == Set((1...3).map { "\(mark)-c-\($0)" }))
    #expect(Set(sent()) == Set(result.all("id")))
    #expect(receiver.headers("x-key", "/\(mark)") == [mark, mark, mark])
    let bodies = receiver.requests("/\(mark)").compactMap { $0["body"] as? String }
    #expect(bodies.allSatisfy { $0.contains(#""type":"churn""#) && !$0.contains("meta") })
  }

  @Test func partsAreJoined() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)")
    let parts =
      notifications(1, mark)
      + notifications(1, mark).replacingOccurrences(
        of: #""part":1"#, with: #""part":2"#)
    let first = parts.replacingOccurrences(
      of: #""part":1,"last":true"#, with: #""part":1,"last":false"#)
    let result = try bench.run("run", input: first)
    #expect(result.status == 0, "\(result.errors)")
    #expect(sent() == ["\(mark)-1"])
  }

  @Test func manyLinesAndNoneLost() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)")
    let result = try bench.run("run", input: notifications(1500, mark), seconds: 120)
    #expect(result.status == 0, "\(result.errors)")
    let ids = Set((1...1500).map { "\(mark)-\($0)" })
    #expect(result.all("id").count == 1500 && Set(result.all("id")) == ids)
    #expect(Set(sent()) == ids)
  }

  @Test func whatIsSecretIsOutOfSight() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)?token=s3cret", ["--header", "Authorization: Bearer s3cret"])
    let run = try bench.start("run")
    run.write(notifications(1, mark))
    try receiver.waitForRequests("/\(mark)", 1)
    for name in ["mrr-filter", "mrr-group", "mrr-post"] {
      let child = try run.child(name)
      #expect(!Running.text("/proc/\(child)/cmdline").isEmpty)
      for file in ["cmdline", "environ"] {
        #expect(!Running.text("/proc/\(child)/\(file)").contains("s3cret"))
      }
    }
    run.closeInput()
    #expect(try run.wait().status == 0)
    #expect(receiver.headers("authorization", "/\(mark)") == ["Bearer s3cret"])
  }

  // MARK: Statuses

  @Test func badLinesAndFailures() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)/status=500/until=1")
    let failed = bench.folder + "/failed.jsonl"
    let first = try bench.run(
      "run", ["--rejects", failed], input: "not JSON\n\n" + notifications(2, mark))
    #expect(first.status == 1)
    #expect(first.all("receipt") == ["failed", "failed"])
    #expect(first.errors.contains("mrr-filter: <stdin>:1:1: error: expected a value"))
    #expect(bench.text("failed.jsonl").hasPrefix("not JSON\n"))
    #expect(bench.kept().sorted() == ["\(mark)-1", "\(mark)-2"])
    // What failed can be fed again.
    try bench.write(
      lines(bench.text("failed.jsonl")).dropFirst().map { $0 + "\n" }.joined(), to: "again.jsonl")
    let again = try bench.run("run", [bench.folder + "/again.jsonl"])
    #expect(again.status == 0, "\(again.errors)")
  }

  @Test func notEnabledReadsNothing() throws {
    let bench = try Bench()
    let result = try bench.shell(
      "printf 'a\\nb\\n' | (mrr-webhook run --settings \(bench.settings); echo $?; cat)")
    #expect(result.output == "69\na\nb\n")
  }

  @Test func usage() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)")
    let input = bench.folder + "/in.jsonl"
    try bench.write(notifications(1, mark), to: "in.jsonl")
    let same = try bench.run("run", ["--rejects", input, input])
    #expect(same.status == 64 && same.errors.contains("this file is also an input"))
    let standard = try bench.run("run", ["--rejects", "-", input])
    #expect(standard.status == 64)
    let missing = try bench.run("run", [input, bench.folder + "/nowhere"])
    #expect(missing.status == 66)
    #expect(missing.errors == "mrr-webhook: \(bench.folder)/nowhere: No such file or directory\n")
    #expect(sent().isEmpty)
  }

  @Test func badSettingsAreTheStagesToRefuse() throws {
    let bench = try Bench()
    try bench.write(#"{"enabled": true, "url": "https://10.0.0.1/"}"#, to: "webhook.json")
    let result = try bench.run("run", input: notifications(3, mark))
    #expect(result.status == 64)
    #expect(result.errors.contains("mrr-post: the host 10.0.0.1 is a private address"))
    #expect(result.errors.contains("mrr-webhook: 3 lines were read and not sent"))
  }

  @Test func withoutTheOtherPrograms() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)")
    let result = try bench.shell(
      "cp \(Bench.programs)/mrr-webhook . && PATH=/nowhere ./mrr-webhook run --settings webhook.json"
    )
    #expect(result.status == 69)
    #expect(
      result.errors == "mrr-webhook: mrr-filter is neither beside mrr-webhook nor in PATH\n")
    // In PATH they are found.
    let found = try bench.shell(
      "./mrr-webhook test --settings webhook.json")
    #expect(found.status == 0, "\(found.errors)")
  }

  @Test func aReaderThatLeaves() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)")
    try bench.write(notifications(3, mark), to: "in.jsonl")
    let result = try bench.shell(
      "mrr-webhook run --settings webhook.json in.jsonl | true; echo ${PIPESTATUS[0]}")
    #expect(result.output == "141\n")
    let full = try bench.shell(
      "mrr-webhook run --settings webhook.json in.jsonl > /dev/full")
    #expect(full.status == 74)
  }

  @Test func saysHowFarItIs() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)")
    let run = try bench.start("run")
    run.write(notifications(3, mark))
    try receiver.waitForRequests("/\(mark)", 3)
    run.send(SIGUSR1)
    let sentence = "mrr-webhook: 3 read, 3 written, 0 rejected, "
    #expect(waitFor(seconds: 10) { run.errorsSoFar().hasPrefix(sentence) }, "\(run.errorsSoFar())")
    run.closeInput()
    #expect(try run.wait().status == 0)
  }

  /// Ctrl-C and what else a terminal sends goes to a process group.
  @Test func aTerminalsSignalsReachItAlone() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)")
    let run = try bench.start("run")
    for name in ["mrr-filter", "mrr-group", "mrr-post"] {
      #expect(getpgid(try run.child(name)) != getpgid(run.pid))
    }
    run.closeInput()
    #expect(try run.wait().status == 0)
  }

  @Test func rejectsOnADescriptor() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)/status=500")
    try bench.write("bad\n" + notifications(1, mark), to: "in.jsonl")
    let result = try bench.shell(
      "mrr-webhook run --settings webhook.json --rejects fd:3 in.jsonl 3> failed.jsonl")
    #expect(result.status == 1)
    #expect(bench.text("failed.jsonl").hasPrefix("bad\n"))
    #expect(bench.kept() == ["\(mark)-1"])
  }

  @Test func anInputThatFailsLater() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)")
    try bench.write(notifications(2, mark), to: "one.jsonl")
    // A file that can be opened, but not read.
    let result = try bench.shell(
      "mrr-webhook run --settings webhook.json one.jsonl /proc/self/mem")
    #expect(result.status == 74)
    #expect(result.errors == "mrr-webhook: /proc/self/mem: Input/output error\n")
    #expect(result.all("receipt") == ["delivered", "delivered"])
  }
}
