import Command
import Streams

/// `mrr-webhook test`: one payload of dummy data to the endpoint.
enum TestVerb {
  static let command = WebhookCommand.verb(
    "test", "sends a test payload, and says whether it arrived",
    [
      "The payload looks like a real notification, with dummy data (cus_test_123, Pro Plan), and "
        + "its webhook-id begins with test_. The test passes if the endpoint answers 2xx in time; "
        + "else the reason is said, and the status is 1.",
      "With a URL it tests that one, and nothing is saved. Without, it tests the one that is saved.",
    ],
    operands: ["[URL]"],
    examples: [
      Example("mrr-webhook test", "the URL that is enabled"),
      Example("mrr-webhook test https://hooks.example.com/mrr", "one that is not"),
    ],
    options: WebhookOptions.connecting
  ) { (session, options) throws(Ending) in
    let settings = try WebhookCommand.calling { () throws(Failure) in
      let file = try SettingsFile(named: options.settings)
      let saved = try file.load().settings
      guard let url = session.operands.first ?? saved.url else {
        throw Failure(
          .unavailable,
          "no URL is saved in \(file.path): say which one to test: "
            + "\(WebhookCommand.name) test URL")
      }
      return try Change(of: saved, to: url, options.connection).settings
    }
    try WebhookCommand.say(try passed(settings, session), session)
  }

  /// Sends the test payload; returns the sentence for a test that passed.
  ///
  /// Where it did not pass it says why, and ends the run with status 1.
  static func passed(
    _ settings: WebhookSettings, _ session: Session
  ) throws(Ending) -> String {
    guard let url = settings.url else { return "" }
    let options = try WebhookCommand.calling { () throws(Failure) in
      try PostArguments(["--quiet"], to: url, by: settings.connection)
    }
    let now = Timestamp(seconds: Clock.unixSeconds())
    let enquiry = try withExtendedLifetime(options) { () throws(Ending) in
      try Enquiry(
        .post, options.arguments, descriptors: options.descriptors,
        input: TestPayload.line(at: now), session)
    }
    guard let receipt = TestReceipt(reading: enquiry.output) else {
      try enquiry.mustBeGood()
      throw .failed(Failure(.software, "mrr-post gave no receipt; please report it"))
    }
    switch receipt.outcome {
    case .delivered(let status, let milliseconds):
      return "Test passed: HTTP \(status) in \(milliseconds) ms\n"
    case .failed(let message, let response):
      session.diagnostics.tell("test failed: \(message)")
      if !response.isEmpty {
        session.diagnostics.tell("the endpoint answered: \(response.prefix(300))")
      }
      throw .ended(.incomplete)
    }
  }
}
