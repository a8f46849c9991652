import Foundation
import Testing

/// How a run begins, stops and ends, on the built program.
@Suite struct RunTests {
  let receiver = Receiver.shared
  let mark = uniqueMark()

  // MARK: Refused at the start

  @Test(
    arguments: [
      (
        ["http://h.example/x"],
        "http is not supported, since it would send customers' data in the clear: the URL must "
          + "start with https://"
      ),
      (
        ["https://127.0.0.1/x"],
        "the host 127.0.0.1 is a loopback address; --allow-net 127.0.0.1 "
          + "permits it"
      ),
      (
        ["https://[::ffff:10.0.0.5]/"],
        "the host 10.0.0.5 is a private address; --allow-net 10.0.0.5 permits it"
      ),
      (
        ["--allow-net", "10.0.0.0/8", "https://169.254.169.254/"],
        "the host 169.254.169.254 is a cloud metadata address; --allow-net 169.254.169.254 "
          + "permits it"
      ),
      (
        ["https://user:hunter2@h.example/"],
        "the URL holds user information: give credentials with "
          + "--header @FILE, out of sight"
      ),
      (
        ["https://2130706433/"],
        "the host 2130706433 is no address: write four decimal numbers, as "
          + "in 192.0.2.1"
      ),
      (
        ["--proxy", "http://127.0.0.1:3128", "https://h.example/"],
        "the proxy 127.0.0.1 is a loopback address; --allow-net 127.0.0.1 permits it"
      ),
      ([], "a URL is missing: mrr-post [OPTIONS] URL [INPUT...] (try --help)"),
      (
        ["--timeout", "0", "https://h.example/"],
        "--timeout: expected a duration from 1ms to 1d, found '0' (try --help)"
      ),
      (
        ["--concurrency", "0", "https://h.example/"],
        "--concurrency: expected an integer from 1 to 512, found '0' (try --help)"
      ),
      (
        ["--header", "Host: x", "https://h.example/"],
        "--header: the header Host cannot be set: mrr-post sets it itself (try --help)"
      ),
      (
        ["--allow-net", "10.0.0.1/8", "https://h.example/"],
        "--allow-net: '10.0.0.1/8' has bits set behind its prefix of 8 (try --help)"
      ),
      (
        ["--ca", "/dev/null", "https://h.example/"],
        "--ca: /dev/null: holds no certificates in PEM form"
      ),
    ] as [([String], String)]) func refusedUsage(_ arguments: [String], _ message: String) throws
  {
    let result = try PostProcess.run(arguments, "{}\n")
    #expect(result.status == 64)
    #expect(result.errors == "mrr-post: \(message)\n")
    #expect(result.output == "")
  }

  @Test(arguments: [["--ca", "/nowhere"], ["--header", "@/nowhere"], ["--proxy", "@/nowhere"]])
  func missingFiles(_ options: [String]) throws {
    let result = try PostProcess.run(options + ["https://h.example/"], "{}\n")
    #expect(result.status == 66)
    #expect(result.errors == "mrr-post: \(options[0]): /nowhere: No such file or directory\n")
    #expect(try PostProcess.run(["@/nowhere"]).status == 66)
  }

  // MARK: The guard, the environment, the proxy

  @Test func aNameThatLeadsToARefusedAddress() throws {
    let url = receiver.url("/\(mark)", host: "localhost")
    let options = ["--ca", receiver.authority]
    let result = try PostProcess.run(options + [url], "{}\n")
    #expect(result.status == 1)
    #expect(result.all("reason") == ["blocked_address"])
    let message = try #require(result.receipts.first?["message"] as? String)
    #expect(message.hasPrefix("localhost may not be dialled: "))
    #expect(message.hasSuffix(" permits it"))
    #expect(message.contains("is a loopback address; --allow-net "))
    #expect(try receiver.requests(mark).isEmpty)
    let allowed = try PostProcess.run(options + ["--allow-net", "127.0.0.1", url], "{}\n")
    #expect(allowed.status == 0, "\(allowed.output)")
    #expect(try receiver.requests(mark).count == 1)
  }

  @Test func withoutTheAuthorityNothingIsTrusted() throws {
    let result = try PostProcess.run(
      ["--allow-net", "127.0.0.1", receiver.url("/\(mark)")], "{}\n")
    #expect(result.all("reason") == ["tls_untrusted"])
  }

  @Test func theEnvironmentHasNoEffect() throws {
    let folder = try TemporaryFolder()
    var environment = ["SSLKEYLOGFILE": folder.path + "/keys"]
    for name in ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
      environment[name] = "http://127.0.0.1:1"
    }
    let result = try PostProcess.run(
      PostProcess.trusting + [receiver.url("/\(mark)")], "{}\n", environment: environment)
    #expect(result.status == 0, "\(result.output)")
    #expect(try receiver.requests(mark).count == 1)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/keys"))
  }

  @Test func throughAProxy() throws {
    let proxy = "http://me:secret@127.0.0.1:\(receiver.port("proxy"))"
    // The tunnel leads to the receiver whatever is asked for.
    let port = Int.random(in: 1...9999)
    let result = try PostProcess.run(
      PostProcess.trusting
        + ["--proxy", proxy, "--header", "X-Key: \(mark)"]
        + ["https://localhost:\(port)/\(mark)"], "{}\n",
      environment: ["NO_PROXY": "*", "no_proxy": "localhost"])
    #expect(result.status == 0, "\(result.output)")
    #expect(
      result.errors
        == "mrr-post: warning: the addresses behind the proxy 127.0.0.1:\(receiver.port("proxy"))"
        + " are its own business: only the proxy's is judged here\n")
    #expect(try receiver.requests(mark).map(\.method) == ["POST"], "the header is not the proxy's")
    let asked = try receiver.requests("localhost:\(port)").filter { $0.method == "CONNECT" }
    #expect(asked.count == 1)
    #expect(asked.first?.values("Proxy-Authorization") == ["Basic bWU6c2VjcmV0"])
  }

  @Test func proxiesThatFail() throws {
    func reason(_ proxy: String) throws -> [String] {
      let result = try PostProcess.run(
        PostProcess.trusting
          + ["-q", "--proxy", proxy, "--timeout", "800ms", receiver.url("/\(mark)")], "{}\n")
      #expect(result.status == 1)
      #expect(!result.errors.contains("warning"))
      return result.all("reason") + result.all("message")
    }
    let refusing = receiver.port("proxy-refusing")
    #expect(
      try reason("http://127.0.0.1:\(refusing)")
        == ["proxy", "the proxy 127.0.0.1:\(refusing) answered 403 to CONNECT"])
    #expect(
      try reason("http://127.0.0.1:1") == ["proxy", "the proxy 127.0.0.1:1 cannot be reached"])
    let silent = receiver.port("silent")
    #expect(
      try reason("http://127.0.0.1:\(silent)")
        == ["proxy", "the proxy 127.0.0.1:\(silent) opened no tunnel within 800 ms"])
    #expect(try receiver.requests(mark).filter { $0.method == "POST" }.isEmpty)
  }

  /// The query, a header, the proxy's password: none is in a receipt or a message.
  @Test(arguments: ["proxy", "proxy-refusing", "silent"])
  func noSecretIsShown(_ kind: String) throws {
    let folder = try TemporaryFolder()
    let header = try folder.file("header", "Authorization: Bearer hunter3\n")
    let proxy = try folder.file(
      "proxy", "http://me:hunter4@127.0.0.1:\(receiver.port(kind))\n")
    let result = try PostProcess.run(
      PostProcess.trusting + [
        "-v", "--summary", "--timeout", "900ms", "--header", "@\(header)", "--proxy", "@\(proxy)",
        receiver.url("/\(mark)/status=307/header=Location:%20%2Fx%3Fk=hunter5?token=hunter2"),
      ], "{}\n")
    #expect(result.all("reason") == [kind == "proxy" ? "redirect" : "proxy"], "\(result.output)")
    for text in [result.output, result.errors] { #expect(!text.contains("hunter"), "\(text)") }
    if kind == "proxy" {
      let request = try #require(
        try receiver.requests("\(mark)/status").first { $0.method == "POST" })
      #expect(request.path.hasSuffix("?token=hunter2"))
      #expect(request.values("Authorization") == ["Bearer hunter3"])
    }
  }

  // MARK: Rejects

  @Test func whatFailedCanBeFedAgain() throws {
    let folder = try TemporaryFolder()
    let good = #" {"n":1, "meta":{"id":"\#(mark)-a"} } "#
    let other = #"{"meta":{"id":"\#(mark)-b","part":2},"n":2}"#
    let input = "\(good)\r\nnot JSON\n\(other)\n"
    let url = receiver.url("/\(mark)/status=500/until=1")
    let rejects = folder.path + "/failed.jsonl"
    let first = try PostProcess.run(
      PostProcess.trusting + ["--concurrency", "1", "--rejects", rejects, url], input)
    #expect(first.status == 1)
    #expect(first.all("receipt") == ["failed", "failed"])
    #expect(first.errors.contains("mrr-post: 1 of 3 lines rejected\n"))
    // As they came, byte for byte; in the order in which each was refused.
    let kept = folder.text("failed.jsonl")
    #expect(lines(kept).sorted() == lines(input).sorted())

    let second = try PostProcess.run(PostProcess.trusting + [url, rejects])
    #expect(second.status == 1, "the line that is no JSON is still none")
    #expect(second.all("receipt") == ["delivered", "delivered"])
    let requests = try receiver.requests(mark)
    #expect(Set(requests.flatMap { $0.values("webhook-id") }) == ["\(mark)-a", "\(mark)-b-2"])
    #expect(requests.count == 4)
    #expect(Set(requests.map(\.body)) == [#"{"n":1 }"#, #"{"n":2}"#])
  }

  @Test func nothingIsMadeWhereNothingFails() throws {
    let folder = try TemporaryFolder()
    let result = try PostProcess.run(
      to: "/\(mark)", ["--rejects", folder.path + "/failed"], input: "{}\n")
    #expect(result.status == 0)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/failed"))
  }

  @Test func linesThatAreTooLong() throws {
    let folder = try TemporaryFolder()
    let long = #"{"x":"\#(String(repeating: "y", count: 3000))"}"#
    let result = try PostProcess.run(
      to: "/\(mark)", ["--max-line", "1k", "--rejects", folder.path + "/failed"],
      input: "{}\n\(long)\n{}\n")
    #expect(result.status == 1)
    #expect(result.receipts.count == 2)
    #expect(
      result.errors
        == "mrr-post: <stdin>:2:1: error: longer than 1024 bytes (--max-line)\n"
        + "mrr-post: 1 of 3 lines rejected\n")
    #expect(folder.text("failed") == long + "\n")
  }

  // MARK: Stopping

  @Test func aSignalLetsWhatIsOnItsWayFinish() throws {
    let folder = try TemporaryFolder()
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
    let folder = try TemporaryFolder()
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
    let folder = try TemporaryFolder()
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
    let folder = try TemporaryFolder()
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

  @Test func aFullDiskIsAFailedRun() throws {
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let post = try PostProcess(
      PostProcess.trusting + [receiver.url("/\(mark)")], text: notifications(5), output: full)
    let result = post.wait()
    #expect(result.status == 74)
    #expect(result.errors.contains("mrr-post: <stdout>: No space left on device\n"))
    let rejects = try PostProcess.run(
      to: "/status=500", ["--rejects", "/dev/full"], input: notifications(5))
    #expect(rejects.status == 74)
    #expect(rejects.errors.contains("mrr-post: /dev/full: No space left on device\n"))
  }

  // MARK: Back-pressure

  @Test func readsNoFurtherThanItCanSend() throws {
    let post = try PostProcess(
      PostProcess.trusting + [
        "--concurrency", "2", "--timeout", "50s", receiver.url("/\(mark)/hang"),
      ])
    let number = post.input.fileHandleForWriting.fileDescriptor
    let line = #"{"x":"\#(String(repeating: "y", count: 100_000))"}"# + "\n"
    post.write(line)
    try receiver.waitForRequests(mark, 1)
    _ = fcntl(number, F_SETFL, O_NONBLOCK)
    let bytes = [UInt8](line.utf8)
    var written = 0
    var refusals = 0
    while written < 20_000_000 && refusals < 40 {
      let rest = Array(bytes[(written % bytes.count)...])
      let count = Foundation.write(number, rest, rest.count)
      if count > 0 { written += count } else { refusals += 1 }
      if count <= 0 { usleep(10_000) }
    }
    #expect(written < 5_000_000, "a pipe of 1 MiB, and a handful of lines")
    post.send(SIGTERM)
    usleep(50_000)
    post.send(SIGTERM)
    #expect(post.wait().status == 128 + 15)
  }

  @Test func aReaderThatIsSlowMakesNothingFail() throws {
    // More receipts than the pipe and the program's own memory for them hold.
    let count = 700
    let output = Pipe()
    let post = try PostProcess(
      PostProcess.trusting + [
        "--timeout", "1500ms", receiver.url("/\(mark)/status=500/body=3000"),
      ], text: notifications(count), output: output)
    try output.fileHandleForWriting.close()
    Thread.sleep(forTimeInterval: 4)
    #expect(post.process.isRunning, "it waits for its reader")
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(post.wait().status == 1)
    let receipts = text.split(separator: "\n").compactMap { object(String($0)) }
    #expect(receipts.count == count)
    #expect(receipts.allSatisfy { $0["reason"] as? String == "status" })
  }
}
