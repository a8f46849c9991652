package import Command

/// The command `mrr-post`.
package enum PostCommand {
  private static let program = Program(
    name: "mrr-post",
    summary: "sends notifications to an HTTPS endpoint, and writes receipts",
    description: [
      "Reads JSON objects, one a line, and sends each as the body of a POST request, without its "
        + "member meta. A notification is delivered when the endpoint answers 2xx in time. For "
        + "each a receipt is written, with the reason where it was not delivered.",
      "One attempt is made for each notification; what failed goes to --rejects as it came, and "
        + "can be fed again.",
      "With --queue FILE a notification is first accepted into a file, where it outlives this "
        + "process and a power cut, and then sent until it is delivered or given up. What the queue "
        + "has had before is not sent again.",
      "URL is an https URL, or @FILE for a file whose first line is one.",
    ],
    operands: ["URL"],
    examples: [
      Example(
        "mrr-detect events.jsonl | mrr-group | mrr-post https://hooks.example.com/mrr",
        "send every movement"),
      Example(
        "mrr-post --rejects failed.jsonl https://hooks.example.com/mrr movements.jsonl",
        "keep what was not delivered"),
      Example(
        "mrr-post https://hooks.example.com/mrr failed.jsonl", "send it again"),
      Example(
        "mrr-post --queue mrr.queue https://hooks.example.com/mrr movements.jsonl",
        "keep what cannot be delivered now, and try again"),
      Example("mrr-post --queue mrr.queue --list dead", "what was given up"),
      Example(
        "mrr-post --ca ca.pem --allow-net 127.0.0.1 https://localhost:8443/ movements.jsonl",
        "send to a receiver on this machine"),
    ],
    options: PostOptions.table, defaults: PostOptions())

  /// Runs the command; `arguments` begin with its own name.
  package static func run(_ arguments: [String]) -> ExitStatus {
    program.run(arguments) { (session, options) throws(Ending) in
      if let queue = options.queue {
        guard !queue.path.isEmpty else {
          throw .failed(
            Failure(.usage, "--\(queue.lastOption) needs a queue: --queue FILE (try --help)"))
        }
        guard queue.verbs.count < 2 else {
          throw .failed(
            Failure(.usage, "only one of --list, --requeue, --drop and --resume at a time"))
        }
        if let verb = queue.verbs.first { return try OperatorRun(session, queue.path).run(verb) }
      }
      let plan: PostPlan
      do throws(Failure) {
        plan = try PostPlan(options, operands: session.operands)
      } catch {
        throw .failed(error)
      }
      for warning in plan.warnings { session.diagnostics.warn(warning) }
      guard let transport = CurlTransport(to: plan.endpoint, plan.settings) else {
        throw .failed(Failure(.software, "libcurl cannot be set up"))
      }
      if let queue = plan.queue {
        session.keepRejectsPrivate()
        try session.open()
        var run = try QueuedRun(session, transport, plan.judgement, queue)
        return try run.run()
      }
      var run = DirectRun(
        session, transport, plan.judgement, concurrency: plan.settings.concurrency)
      try run.run()
    }
  }
}
