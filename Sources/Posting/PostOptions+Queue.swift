internal import Command
internal import Outbox

extension PostOptions {
  /// The rows of the option table that concern the queue.
  static let queueTable: [Option<PostOptions>] = [
    .value(
      "queue", nil, "FILE", "accept into the queue FILE first, and send from it with retries",
      details: "The file is made if it is not there (mode 0600). It is for one endpoint: another "
        + "URL takes over what waits in it. One process sends from it; further ones feed it.",
      set: { (options, text) throws(UsageError) in
        guard !text.isEmpty else { throw UsageError("a file's name may not be empty") }
        options.change("queue") { $0.path = text }
      }),
    .value(
      "retry", nil, "LIST", "when to try again: durations with commas between them, or none",
      details: "5s,5m,30m,2h,5h,10h,14h,20h,24h unless told: ten attempts over 75.6 hours. Each "
        + "pause is made up to 20 % shorter or longer; the endpoint may ask for a longer one "
        + "(Retry-After), up to a day.",
      set: { (options, text) throws(UsageError) in
        let schedule = try RetrySchedule(parsing: text)
        options.change("retry") { $0.schedule = schedule }
      }),
    .value(
      "order", nil, "WHAT", "none, or customer: a customer's notifications one after the other",
      details: "With customer a notification that fails holds back the later ones of its customer, "
        + "and of nobody else.",
      choices: ["none", "customer"],
      set: { (options, text) throws(UsageError) in
        let isOrdered = try OptionValue.choice(text, [("none", false), ("customer", true)])
        options.change("order") { $0.isOrdered = isOrdered }
      }),
    .value(
      "drain", nil, "DURATION", "how long to go on sending after the input's end; 10m unless told",
      details: "0s begins nothing new; forever goes on until a signal comes. What still waits then "
        + "stays in the file, and the status is 75.",
      set: { (options, text) throws(UsageError) in
        let duration = text == "forever" ? nil : try OptionValue.milliseconds(text)
        options.change("drain") { $0.drain = duration }
      }),
    .value(
      "remember", nil, "DURATION",
      "how long a delivered notification is recognised; 90d unless told",
      details: "A line whose id the queue has had within that time is a duplicate, and not sent "
        + "again. What waits or is dead is never forgotten.",
      set: { (options, text) throws(UsageError) in
        let duration = try OptionValue.milliseconds(text)
        options.change("remember") { $0.remember = duration }
      }),
    .value(
      "list", nil, "WHAT", "print what is in the queue: pending, dead, delivered or all",
      details: "One JSON object a line: id, state, attempts, due, status, reason, message, "
        + "accepted_at, and the customer's id as long as the body is kept. With this and the next three no URL and no input is given.",
      choices: ["pending", "dead", "delivered", "all"],
      set: { (options, text) throws(UsageError) in
        let selection = try OptionValue.choice(
          text,
          [
            ("pending", Queue.Selection.pending), ("dead", .dead), ("delivered", .delivered),
            ("all", .all),
          ])
        options.change("list") { $0.verbs.append(.list(selection)) }
      }),
    .value(
      "requeue", nil, "ID|all", "send dead notifications after all: one, or all of them",
      details: "With the same id, and their attempts from the start.",
      set: { (options, text) in
        options.change("requeue") { $0.verbs.append(.requeue(text == "all" ? .all : .id(text))) }
      }),
    .value(
      "drop", nil, "ID|all", "give up what waits or is dead: one, or all of it",
      details: "Its id stays known, so that the same line is not sent when it is fed again.",
      set: { (options, text) in
        options.change("drop") { $0.verbs.append(.drop(text == "all" ? .all : .id(text))) }
      }),
    .flag(
      "resume", nil, "send again at once to an endpoint that was gone (410), paused or mended",
      details: "What waits for its next attempt is due now; the attempts made count as before.",
      set: { $0.change("resume") { $0.verbs.append(.resume) } }),
  ]

  private mutating func change(_ option: String, _ body: (inout QueueOptions) -> Void) {
    var queue = queue ?? QueueOptions()
    body(&queue)
    queue.lastOption = option
    self.queue = queue
  }
}
