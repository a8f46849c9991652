import Foundation
import Testing

/// `mrr-webhook run` on the built programs: what is sent, how it ends.
@Suite struct RunTests {
  let receiver = Receiver.shared
  let mark = uniqueMark()

  private func lines(_ text: String) -> [String] {
    text.split(separator: "\n").map(String.init)
  }

  /// The ids of the notifications that arrived, and of those in a file.
  private func sent() -> [String] { receiver.headers("webhook-id", "/\(mark)") }
  private func kept(_ bench: Bench) -> [String] {
    lines(bench.text("failed.jsonl")).compactMap {
      (object($0)?["meta"] as? [String: Any])?["id"] as? String
    }
  }

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
    #expect(kept(bench).sorted() == ["\(mark)-1", "\(mark)-2"])
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

  @Test func aStageThatIsKilled() throws {
    for name in ["mrr-filter", "mrr-group", "mrr-post"] {
      let bench = try Bench()
      try bench.enable("/\(mark)-\(name)/delay=0.2")
      let run = try bench.start("run", ["--rejects", bench.folder + "/failed.jsonl"])
      run.write(notifications(5, mark + name))
      try receiver.waitForRequests("/\(mark)-\(name)", 1)
      kill(try run.child(name), SIGKILL)
      let result = try run.wait()
      #expect(result.status == 128 + 9, "\(name)")
      #expect(result.errors.contains("mrr-webhook: \(name) was ended by signal 9\n"))
    }
  }

  /// Nobody is left to hand anything on: the stages find their input ended, and end.
  @Test func killedItself() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)/delay=0.3")
    let run = try bench.start("run")
    run.write(notifications(20, mark))
    try receiver.waitForRequests("/\(mark)", 1)
    let children = try ["mrr-filter", "mrr-group", "mrr-post"].map(run.child)
    run.send(SIGKILL)
    #expect(try run.wait().status == 128 + 9)
    #expect(
      waitFor(seconds: 20) { children.allSatisfy { Running.text("/proc/\($0)/cmdline").isEmpty } })
    #expect(Set(sent()) == Set((1...20).map { "\(mark)-\($0)" }))
    #expect(lines(run.outputSoFar()).count == 20, "what was sent has its receipt")
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
    #expect(kept(bench) == ["\(mark)-1"])
  }

  // MARK: Anew

  @Test func aHangUpBeginsAnewWithTheNextLine() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)/old/delay=0.3")
    let run = try bench.start("run")
    let all = lines(notifications(6, mark)).map { $0 + "\n" }
    run.write(all[0] + all[1] + all[2].prefix(40))
    try receiver.waitForRequests("/\(mark)/old", 2)
    let before = try run.child("mrr-post")
    try bench.enable("/\(mark)/new")
    usleep(700_000)
    #expect(try run.child("mrr-post") == before, "a change waits for SIGHUP")
    run.send(SIGHUP)
    #expect(try waitFor(seconds: 10) { try run.child("mrr-post") != before })
    // The line that was begun before goes to the new pipe as a whole.
    run.write(String(all[2].dropFirst(40)))
    try receiver.waitForRequests("/\(mark)/new", 1)
    run.write(all[3])
    try receiver.waitForRequests("/\(mark)/new", 2)
    // Settings that cannot be used change nothing.
    try bench.write("{", to: "webhook.json")
    run.send(SIGHUP)
    #expect(waitFor(seconds: 10) { run.errorsSoFar().contains("going on with the settings as") })
    run.write(all[4] + all[5])
    run.closeInput()
    let result = try run.wait()
    #expect(result.status == 0, "\(result.errors)")
    #expect(sent().sorted() == (1...6).map { "\(mark)-\($0)" })
    #expect(receiver.requests("/\(mark)/old").count == 2)
  }

  /// A payload that comes in parts goes to one pipe, or it would arrive in pieces.
  @Test func aHangUpInsideAPayloadWaitsForItsEnd() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)")
    let run = try bench.start("run")
    let one = notifications(1, mark)
    let whole = notifications(2, mark).split(separator: "\n").map { $0 + "\n" }[1]
    run.write(whole + one.replacingOccurrences(of: #""last":true"#, with: #""last":false"#))
    try receiver.waitForRequests("/\(mark)", 1)
    let before = try run.child("mrr-post")
    run.send(SIGHUP)
    usleep(300_000)
    #expect(try run.child("mrr-post") == before)
    run.write(one.replacingOccurrences(of: #""part":1"#, with: #""part":2"#))
    #expect(try waitFor(seconds: 10) { try run.child("mrr-post") != before })
    run.closeInput()
    let result = try run.wait()
    #expect(result.status == 0, "\(result.errors)")
    #expect(sent() == ["\(mark)-2", "\(mark)-1"])
    let bodies = receiver.requests("/\(mark)").compactMap { $0["body"] as? String }
    #expect(bodies.last?.split(separator: #""type":"#).count == 3)
  }

  @Test func aHangUpBetweenInputs() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)/old")
    let all = lines(notifications(3, mark)).map { $0 + "\n" }
    try bench.write(all[0], to: "one.jsonl")
    try bench.write(all[2], to: "three.jsonl")
    #expect(try bench.shell("mkfifo two").status == 0)
    let run = try bench.start(
      "run", ["one.jsonl", "two", "three.jsonl"].map { bench.folder + "/" + $0 })
    let two = try FileHandle(forUpdating: URL(filePath: bench.folder + "/two"))
    try receiver.waitForRequests("/\(mark)/old", 1)
    let before = try run.child("mrr-post")
    try bench.enable("/\(mark)/new")
    run.send(SIGHUP)
    #expect(try waitFor(seconds: 10) { try run.child("mrr-post") != before })
    try two.write(contentsOf: Data(all[1].utf8))
    try receiver.waitForRequests("/\(mark)/new", 1)
    try two.close()
    let result = try run.wait()
    #expect(result.status == 0, "\(result.errors)")
    #expect(receiver.requests("/\(mark)/new").count == 2)
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

  // MARK: The end

  @Test func aSignalFinishesWhatWasRead() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)/delay=0.3", ["--timeout", "20s"])
    let run = try bench.start("run")
    run.write(notifications(40, mark) + #"{"half":"#)
    try receiver.waitForRequests("/\(mark)", 1)
    run.send(SIGTERM)
    let result = try run.wait()
    #expect(result.status == 128 + 15)
    #expect(Set(sent()) == Set((1...40).map { "\(mark)-\($0)" }))
    #expect(result.all("receipt") == Array(repeating: "delivered", count: 40))
    #expect(
      result.errors.contains(
        "mrr-webhook: <stdin>:41:1: error: cut off: its end did not come within 2 s"))
  }

  @Test func aLineThatWasBegunIsReadToItsEnd() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)")
    let run = try bench.start("run")
    let all = lines(notifications(2, mark)).map { $0 + "\n" }
    run.write(all[0] + all[1].prefix(30))
    try receiver.waitForRequests("/\(mark)", 1)
    run.send(SIGINT)
    usleep(200_000)
    run.write(String(all[1].dropFirst(30)))
    let result = try run.wait()
    #expect(result.status == 128 + 2)
    #expect(sent() == ["\(mark)-1", "\(mark)-2"])
  }

  @Test func theSecondSignalActsAtOnce() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)/hang", ["--timeout", "100s"])
    let run = try bench.start("run")
    run.write(notifications(3, mark))
    try receiver.waitForRequests("/\(mark)", 2)
    let post = try run.child("mrr-post")
    run.send(SIGTERM)
    usleep(500_000)
    #expect(run.isRunning, "it waits for what is on its way")
    run.send(SIGTERM)
    #expect(try run.wait(seconds: 10).status == 128 + 15)
    #expect(waitFor(seconds: 10) { Running.text("/proc/\(post)/cmdline").isEmpty })
  }

  @Test func disabledWhileItRuns() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)")
    let run = try bench.start("run")
    run.write(notifications(1, mark))
    try receiver.waitForRequests("/\(mark)", 1)
    #expect(try bench.run("disable").status == 0)
    let result = try run.wait(seconds: 10)
    #expect(result.status == 69)
    #expect(result.errors == "mrr-webhook: disabled: nothing more is sent\n")
    #expect(result.all("receipt") == ["delivered"])
  }

  /// A slow endpoint, so that most of what was read is still in the pipe.
  @Test func whatIsNotSentWhenDisabledIsKept() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)/delay=0.5", ["--timeout", "30s"])
    let count = 5000
    try bench.write(notifications(count, mark), to: "in.jsonl")
    let run = try bench.start(
      "run", ["--rejects", bench.folder + "/failed.jsonl", bench.folder + "/in.jsonl"])
    try receiver.waitForRequests("/\(mark)", 4)
    #expect(try bench.run("disable").status == 0)
    let result = try run.wait()
    #expect(result.status == 69, "\(result.errors)")
    let sent = sent()
    let kept = kept(bench)
    #expect(sent.count < 200)
    #expect(Set(sent).isDisjoint(with: kept))
    #expect(sent.count + kept.count <= count && !kept.isEmpty)
    // Whatever run had read is in one of the two: the input's rest is what nobody read.
    let known = Set(sent + kept).compactMap { Int($0.dropFirst(mark.count + 1)) }
    #expect(known.max() == known.count, "no hole: \(known.count) of \(known.max() ?? 0)")
  }

  @Test func whatIsNotSentWhenPostingIsKilledIsKept() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)/hang", ["--timeout", "60s"])
    let count = 9000
    try bench.write(notifications(count, mark), to: "in.jsonl")
    let run = try bench.start(
      "run", ["--rejects", bench.folder + "/failed.jsonl", bench.folder + "/in.jsonl"])
    try receiver.waitForRequests("/\(mark)", 2)
    kill(try run.child("mrr-post"), SIGKILL)
    let result = try run.wait()
    #expect(result.status == 128 + 9)
    let numbers = kept(bench).compactMap { Int($0.dropFirst(mark.count + 1)) }
    let first = try #require(numbers.first)
    let last = try #require(numbers.last)
    #expect(numbers == Array(first...last), "only what mrr-post had in memory is missing")
    // It may have begun to read a line.
    let lines = lines(bench.text("failed.jsonl")).count
    #expect(lines - numbers.count <= 1)
    #expect(first > 2 && last <= count)
    #expect(
      result.errors
        == "mrr-webhook: mrr-post was ended by signal 9\nmrr-webhook: \(lines) lines were "
        + "read and not sent: they are in \(bench.folder)/failed.jsonl\n")
  }
}
