import Foundation
import TestSupport
import Testing

@Suite struct StripeExportResumeTests {
  @Test func anInterruptedExportGoesOn() throws {
    let stripe = try Stripe("customers=3", "events=350", "4:status=500", "6:cut")
    let words = ["--dir", stripe.bench.path("x"), "--retries", "0"]
    func again() throws -> Run {
      try stripe.export(
        words[0], words[1], words[2], words[3],
        "customers", "events")
    }
    let first = try again()
    #expect(first.status == 69)
    #expect(first.errors.contains("the same command goes on from here"))
    #expect(try ids(stripe.bench.text("x/customers.jsonl")) == newestFirst("customers", 3))
    #expect(try ids(stripe.bench.text("x/events.jsonl.part")).count == 200)
    #expect(try again().status == 69)
    #expect(try ids(stripe.bench.text("x/events.jsonl.part")).count == 300)
    #expect(try again().status == 0)
    #expect(try ids(stripe.bench.text("x/events.jsonl")) == newestFirst("events", 350))
    let names = try FileManager.default.contentsOfDirectory(atPath: stripe.bench.path("x"))
    #expect(names.sorted() == ["customers.jsonl", "events.jsonl", "export.json"])
    // Nothing was asked twice but what had failed.
    #expect(try stripe.requests().count == 7)

    let done = try again()
    #expect(done.status == 0)
    #expect(done.errors.contains("is complete already"))
    #expect(try stripe.requests().count == 7)
  }

  /// However many bytes of a line a crash left behind, the next run cuts them.
  @Test(arguments: ["{", "{\"id\":\"events_00049\",\"obj", "\0\0\0", "{\"id\":3}\n", "\n", ""])
  func aPartialLineIsCut(tail: String) throws {
    let stripe = try Stripe("events=150", "2:status=500")
    let folder = stripe.bench.path("x")
    #expect(try stripe.export("--dir", folder, "--retries", "0", "events").status == 69)
    let part = try stripe.bench.text("x/events.jsonl.part")
    #expect(try ids(part).count == 100)
    try stripe.bench.write(part + tail, to: "x/events.jsonl.part")
    #expect(try stripe.export("--dir", folder, "events").status == 0)
    #expect(try ids(stripe.bench.text("x/events.jsonl")) == newestFirst("events", 150))
  }

  /// A deleted cursor is no end: the object before it stands in the same place.
  @Test func theCursorWasDeleted() throws {
    let stripe = try Stripe("customers=150", "2:status=500")
    let folder = stripe.bench.path("x")
    #expect(try stripe.export("--dir", folder, "--retries", "0", "customers").status == 69)
    try stripe.bench.write("customers_00050\ncustomers_00051\ncustomers_00049\n", to: "gone")
    #expect(try stripe.export("--dir", folder, "customers").status == 0)
    #expect(
      try ids(stripe.bench.text("x/customers.jsonl"))
        == newestFirst("customers", 150, without: [49]))
  }

  @Test func aSignalEndsItAtOnceAndLosesNothing() throws {
    let stripe = try Stripe("events=150", "2:hang")
    let folder = stripe.bench.path("x")
    let child = try stripe.bench.start(
      Stripe.script, ["--api-base", stripe.base, "--dir", folder, "events"],
      environment: ["STRIPE_API_KEY": Stripe.key])
    #expect(
      waitFor(seconds: 20) {
        (try? stripe.bench.text("x/events.jsonl.part").isEmpty) == false
          && (try? stripe.requests().count) == 2
      })
    let curl = try #require(descendants(of: child.pid).last)
    child.stop()
    let run = try child.ended(seconds: 5)
    #expect(run.signal == SIGTERM)
    #expect(waitFor(seconds: 5) { kill(curl, 0) != 0 })
    #expect(try stripe.bench.leftovers() == [])
    #expect(try stripe.export("--dir", folder, "events").status == 0)
    #expect(try ids(stripe.bench.text("x/events.jsonl")) == newestFirst("events", 150))
  }

  @Test func otherSettingsNeedAnotherFolder() throws {
    let stripe = try Stripe("events=3", "coupons=0")
    let folder = stripe.bench.path("x")
    #expect(try stripe.export("--dir", folder, "coupons").status == 0)
    #expect(try stripe.export("--dir", folder, "--since", "2025-01-01", "events").status == 65)
    #expect(try stripe.export("--dir", folder, "events", key: "sk_live_1").status == 65)
    #expect(try stripe.export("--dir", folder, "events").status == 0)
    try stripe.bench.write("{", to: "x/export.json")
    #expect(try stripe.export("--dir", folder, "invoices").status == 65)
    #expect(try stripe.requests().count == 2)
  }

  @Test func aForeignFileIsLeftAlone() throws {
    let stripe = try Stripe("events=3")
    try stripe.bench.write("mine\n", to: "events.jsonl")
    #expect(try stripe.export("--dir", stripe.bench.folder.path, "events").status == 65)
    #expect(try stripe.bench.text("events.jsonl") == "mine\n")
  }

  @Test func oneExportAtATime() throws {
    let stripe = try Stripe("events=3", "1:hang")
    let folder = stripe.bench.path("x")
    let child = try stripe.bench.start(
      Stripe.script, ["--api-base", stripe.base, "--dir", folder, "events"],
      environment: ["STRIPE_API_KEY": Stripe.key])
    #expect(waitFor(seconds: 20) { (try? stripe.requests().count) == 1 })
    let second = try stripe.export("--dir", folder, "events")
    #expect(second.status == 69)
    #expect(second.errors.contains("another export"))
    child.stop()
    _ = try child.ended(seconds: 5)
  }
}
