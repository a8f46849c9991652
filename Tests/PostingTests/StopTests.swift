import Foundation
import TestSupport
import Testing

/// A signal, or a reader that leaves: what is on its way is finished, the rest given back whole.
@Suite struct StopTests {
  let receiver = Receiver.shared
  let mark = uniqueMark()

  @Test func aSignalLetsWhatIsOnItsWayFinish() throws {
    let folder = try TemporaryFolder("post-test")
    let post = try PostProcess(
      PostProcess.trusting + [
        "--concurrency", "2", "--timeout", "20s", "--rejects", folder.path + "/stopped",
        receiver.url("/\(mark)/delay=1"),
      ])
    post.write(notifications(9))
    try receiver.waitForRequests(mark, 2)
    post.send(SIGTERM)
    let result = post.wait()
    #expect(result.status == 128 + 15)
    #expect(try receiver.requests(mark).count == 2)
    #expect(result.all("receipt").filter { $0 == "delivered" }.count == 2)
    let stopped = result.receipts.filter { $0["reason"] as? String == "stopped" }
    #expect(stopped.count == 7)
    #expect(stopped.allSatisfy { $0["attempt"] as? Int == 0 && $0["status"] is NSNull })
    #expect(result.receipts.count == 2 + stopped.count)
    // The first two were sent, and the others are given back as they came.
    #expect(folder.text("stopped") == lines(notifications(9)).dropFirst(2).joined())
    #expect(
      result.errors == "mrr-post: 7 of 9 notifications not delivered: 7 × stopped\n")
  }

  @Test func aLineThatWasBegunIsReadToItsEnd() throws {
    let folder = try TemporaryFolder("post-test")
    let post = try PostProcess(
      PostProcess.trusting + [
        "--timeout", "20s", "--rejects", folder.path + "/stopped",
        receiver.url("/\(mark)/delay=0.5"),
      ])
    post.write("{\"first\":1}\n{\"half\":")
    try receiver.waitForRequests(mark, 1)
    post.send(SIGTERM)
    usleep(100_000)
    post.write("1}\n{\"later\":1}\n")
    let result = post.wait()
    #expect(result.status == 128 + 15)
    #expect(try receiver.requests(mark).map(\.body) == [#"{"first":1}"#])
    #expect(lines(folder.text("stopped")).first == "{\"half\":1}\n")
  }

  @Test func aLineWhoseEndDoesNotComeIsCutOff() throws {
    let folder = try TemporaryFolder("post-test")
    let post = try PostProcess(
      PostProcess.trusting + [
        "--rejects", folder.path + "/stopped", receiver.url("/\(mark)"),
      ])
    post.write("{}\n{\"half\":")
    try receiver.waitForRequests(mark, 1)
    post.send(SIGTERM)
    let result = post.wait()
    #expect(result.status == 128 + 15)
    #expect(
      result.errors
        == "mrr-post: <stdin>:2:1: error: cut off: its end did not come within 2 s of the signal "
        + "to stop\nmrr-post: 1 of 2 lines rejected\n")
    #expect(folder.text("stopped") == "{\"half\":\n")
  }

  @Test func aSignalWhileNothingHappens() throws {
    let post = try PostProcess(PostProcess.trusting + [receiver.url("/\(mark)")])
    post.write("{}\n")
    try receiver.waitForRequests(mark, 1)
    usleep(200_000)
    post.send(SIGINT)
    let result = post.wait(seconds: 10)
    #expect(result.status == 128 + 2)
    #expect(result.all("receipt") == ["delivered"])
    #expect(result.errors == "")
  }

  @Test func saysHowFarItIs() throws {
    let post = try PostProcess(PostProcess.trusting + [receiver.url("/\(mark)/delay=1")])
    post.write("{}\n")
    try receiver.waitForRequests(mark, 1)
    post.send(SIGUSR1)
    post.closeInput()
    let result = post.wait()
    #expect(result.status == 0)
    #expect(result.errors.hasPrefix("mrr-post: 1 read, 0 written, 0 rejected, "))
  }

  @Test func theSecondSignalActsAtOnce() throws {
    let post = try PostProcess(
      PostProcess.trusting + ["--timeout", "50s", receiver.url("/\(mark)/hang")])
    post.write("{}\n")
    try receiver.waitForRequests(mark, 1)
    post.send(SIGTERM)
    usleep(300_000)
    #expect(post.process.isRunning, "it waits for what is on its way")
    post.send(SIGTERM)
    #expect(post.wait(seconds: 10).status == 128 + 15)
  }

  @Test func aReaderThatLeavesIsLikeASignal() throws {
    let folder = try TemporaryFolder("post-test")
    let output = Pipe()
    let post = try PostProcess(
      PostProcess.trusting + [
        "--concurrency", "2", "--timeout", "20s", "--rejects", folder.path + "/stopped",
        receiver.url("/\(mark)/delay=0.3"),
      ], output: output)
    try output.fileHandleForWriting.close()
    try output.fileHandleForReading.close()
    post.write(notifications(50))
    // The input stays open: it is not what ends the run.
    let result = post.wait(seconds: 30)
    #expect(result.status == 128 + 13)
    #expect(result.errors == "")
    let sent = try receiver.requests(mark).flatMap { $0.values("webhook-id") }
    #expect((2...4).contains(sent.count))
    let kept = lines(folder.text("stopped"))
    #expect(kept.count + sent.count == 50)
    #expect(!kept.contains { line in sent.contains { line.contains("\"\($0)\"") } })
  }

  /// `--rejects` takes what is given back only after more than the two seconds for which the rest
  /// of a line is waited; meanwhile the rest stands in the pipe.
  @Test func aLineIsNotTornWhileOthersAreGivenBack() throws {
    let count = 400
    let mark = uniqueMark()
    let folder = try TemporaryFolder("post-test")
    let rejects = folder.path + "/rejects"
    #expect(mkfifo(rejects, 0o600) == 0)
    // A descriptor for both ways, so that nobody waits for the other.
    let descriptor = open(rejects, O_RDWR | O_NONBLOCK)
    defer { close(descriptor) }
    // F_SETPIPE_SZ (fcntl(2)): it takes four lines.
    let setPipeSize: Int32 = 1031
    #expect(fcntl(descriptor, setPipeSize, 4096) == 4096)
    let post = try PostProcess(
      PostProcess.trusting + [
        "--timeout", "30s", "--concurrency", "1", "--rejects", rejects,
        Receiver.shared.url("/\(mark)/delay=1"),
      ])
    // All of it is there when the program reads once more, which it does in large pieces but for the
    // first.
    let first = "{\"n\":0}\n"
    post.write(first)
    try Receiver.shared.waitForRequests(mark, 1)
    post.send(SIGSTOP)
    let pipe = post.input.fileHandleForWriting.fileDescriptor
    #expect(fcntl(pipe, setPipeSize, 1 << 20) == 1 << 20)
    let filler = String(repeating: "x", count: 1000)
    let all = (1...count).map { "{\"n\":\($0),\"filler\":\"\(filler)\"}\n" }
    post.write(all.joined())
    post.send(SIGCONT)
    try Receiver.shared.waitForRequests(mark, 2)
    post.send(SIGTERM)
    usleep(3_500_000)
    var given: [UInt8] = []
    let deadline = Date() + 30
    var bytes = [UInt8](repeating: 0, count: 65_536)
    while post.process.isRunning && Date() < deadline {
      let count = read(descriptor, &bytes, bytes.count)
      if count > 0 { given += bytes[..<count] } else { usleep(5000) }
    }
    while case let count = read(descriptor, &bytes, bytes.count), count > 0 {
      given += bytes[..<count]
    }
    let result = post.wait()
    #expect(result.status == 128 + 15, "\(result.errors)")
    #expect(!result.errors.contains("cut off"), "\(result.errors)")
    // What was read, and the rest of the line of which a part was.
    let kept = lines(String(decoding: given, as: UTF8.self))
    #expect(kept.count > 200)
    #expect(Set(kept).isSubset(of: all))
  }
}
