// swift-tools-version: 6.2
// The package is a pipeline; this file is its dependency graph, in the order in which data meets it.
import PackageDescription

/// What every Swift target is built with: memory safety checked, warnings are errors.
let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func program(_ name: String, _ stage: Target.Dependency) -> Target {
  .executableTarget(name: name, dependencies: [stage, "Command"], swiftSettings: strict)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
  .testTarget(name: name, dependencies: dependencies + ["TestSupport"], exclude: exclude)
}

/// The built programs, for tests that drive them: listing them makes SwiftPM build them first.
let programs: [Target.Dependency] = [
  "mrr-detect", "mrr-filter", "mrr-group", "mrr-post", "mrr-webhook",
]

let package = Package(
  name: "mrr",
  targets: [
    // The programs: one expression each.
    program("mrr-detect", "Detecting"),
    program("mrr-filter", "Filtering"),
    program("mrr-group", "Grouping"),
    program("mrr-post", "Posting"),
    program("mrr-webhook", "Webhook"),

    // The stages.
    library("Billing", ["JSONText", "Notifications", "Command", "Streams"]),
    library("Ledger", ["Database", "Streams"]),
    library(
      "Detecting",
      [
        "Ledger", "Database", "Billing", "Notifications", "Command", "Streams", "JSONText",
        "CSystem",
      ]),
    library("Filtering", ["Notifications", "Command", "Streams", "JSONText"]),
    library("Grouping", ["Notifications", "Command", "Streams", "JSONText"]),
    library(
      "Posting",
      ["Outbox", "Notifications", "Command", "Streams", "JSONText", "CCurl", "CCrypto"]),
    library("Outbox", ["Notifications", "Command", "Database", "Streams", "JSONText"]),

    // The card: it runs the stages as programs, and imports none of them.
    library("Webhook", ["Outbox", "Notifications", "Command", "Streams", "JSONText"]),

    // The vocabulary between the stages, and what is around a stage.
    library("Notifications", ["JSONText", "Command"]),
    library("Command", ["Streams", "JSONText"]),

    // The leaves.
    library("Streams", ["JSONText", "CSystem"]),
    library("JSONText"),
    library("Database", ["Streams", "CSQLite"]),
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CSystem"),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),

    // What tests share: random numbers, folders, waiting, feeding a stage.
    .target(
      name: "TestSupport", dependencies: ["Command", "Streams", "JSONText"],
      path: "Tests/TestSupport"),

    tests("JSONTextTests", ["JSONText"]),
    tests("DatabaseTests", ["Database", "Streams"]),
    tests("StreamsTests", ["Streams", "JSONText"]),
    tests("CommandTests", ["Command", "Streams", "JSONText"]),
    tests("NotificationsTests", ["Notifications", "Command", "JSONText"]),
    tests("FilteringTests", ["Filtering", "Notifications", "Command", "JSONText"]),
    tests(
      "GroupingTests", ["Grouping", "Filtering", "Notifications", "Command", "JSONText"]),
    tests("BillingTests", ["Billing", "Notifications", "Command", "Streams", "JSONText"]),
    tests("DetectingTests", ["Detecting", "Billing", "Notifications", "Command", "JSONText"]),
    tests("OutboxTests", ["Outbox", "Command", "Database"]),
    tests(
      "PostingTests",
      ["Posting", "Outbox", "Database", "Notifications", "JSONText", "Streams"] + programs),
    tests("WebhookTests", ["Outbox", "Streams"] + programs),
    tests("PipelineTests", programs, exclude: ["Cases"]),
    tests("RulesTests", programs),
    tests("ScriptsTests", programs, exclude: ["stripe-server"]),
  ],
  swiftLanguageModes: [.v6]
)
