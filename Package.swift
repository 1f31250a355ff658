// swift-tools-version: 6.2

import PackageDescription

/// Every target is held to the same rules; warnings become errors in CI, not here, so that a newer
/// compiler never breaks whoever builds this package.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// The rooms are optimized in a debug build too where this is asked for.
///
/// Tests spend their time in them, and not in themselves. A module at once and in two threads is the least
/// that this takes. What must hold is checked by preconditions, which stay.
let optimized: [SwiftSetting] =
  Context.environment["STEERBENCH_OPTIMIZE_ROOMS"] == nil
  ? []
  : [
    .unsafeFlags(
      ["-O", "-disable-batch-mode", "-whole-module-optimization", "-num-threads", "2"],
      .when(configuration: .debug))
  ]

/// A room of the house: a library target whose dependencies point down only.
///
/// - Parameter resources: Files that are compiled into it, so that the program stays one file.
func room(
  _ name: String, over dependencies: [Target.Dependency], embedding resources: String? = nil
) -> Target {
  .target(
    name: name, dependencies: dependencies, resources: resources.map { [.embedInCode($0)] },
    swiftSettings: strict + optimized)
}

/// The tests of a room.
func tests(
  of name: String, with dependencies: [Target.Dependency] = [], without folders: [String] = []
) -> Target {
  .testTarget(
    name: name + "Tests",
    dependencies: [.init(stringLiteral: name), "TestSupport"] + dependencies,
    exclude: folders,
    swiftSettings: strict)
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let bigInt = Target.Dependency.product(name: "BigInt", package: "BigInt")
let flyingFox = Target.Dependency.product(name: "FlyingFox", package: "FlyingFox")
let flyingSocks = Target.Dependency.product(name: "FlyingSocks", package: "FlyingFox")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

let package = Package(
  name: "steerbench",
  products: [.executable(name: "steerbench", targets: ["steerbench"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"])]),
    // Loaded when first needed, so that it is no dependency of the program: only its header is.
    .target(name: "CCurl", linkerSettings: [.linkedLibrary("dl")]),
    .systemLibrary(
      name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

    // Static, because it starts some milliseconds sooner and needs no library inside the sandbox.
    .executableTarget(
      name: "steerbench-supervisor", path: "Sources/Supervisor",
      cSettings: [.unsafeFlags(["-O2", "-Wall", "-Wextra"])],
      linkerSettings: [.unsafeFlags(["-static-executable", "-nostartfiles"])]),

    room("Basics", over: ["CCrypto", "CYAML", bigInt]),
    room("Files", over: ["Basics"]),
    room("HTTP", over: ["CCurl"]),
    // What answers on this machine's loopback address.
    room("Serving", over: ["HTTP", flyingSocks]),
    room("Cassettes", over: ["Basics", "Files", "CSQLite", "CLZ4"]),
    room("Sharing", over: ["Basics", "Files", "HTTP", "Cassettes"]),
    room("ModelAPI", over: ["Basics", "HTTP"]),
    room("CodeExecution", over: ["Basics", subprocess]),
    room("RecordReplay", over: ["Basics", "HTTP", "Cassettes", "ModelAPI", "CodeExecution"]),
    room(
      "Proxy",
      over: [
        "Basics", "Files", "HTTP", "Serving", "Cassettes", "ModelAPI", "CodeExecution",
        "RecordReplay", "CZlib", subprocess,
      ]),
    room("PythonLiterals", over: []),
    room(
      "Tasks", over: ["Basics", "PythonLiterals", bigInt],
      embedding: "Declared/Normalization/Resources"),
    // What others publish, made into declared tasks.
    room("CodingSets", over: ["Basics", "PythonLiterals", "Tasks"]),
    room(
      "Methods",
      over: ["Basics", "RecordReplay", "ModelAPI", "CodeExecution", "PythonLiterals"]),
    room("Statistics", over: ["Basics"]),
    room(
      "Sweeps",
      over: [
        "Basics", "Files", "HTTP", "Cassettes", "ModelAPI", "CodeExecution", "RecordReplay",
        "Tasks", "Methods",
      ]),
    room(
      "Trials",
      over: [
        "Basics", "Cassettes", "ModelAPI", "CodeExecution", "RecordReplay", "Tasks", "Methods",
        "Sweeps",
      ]),
    room(
      "ScoreSheets",
      over: ["Basics", "Files", "ModelAPI", "RecordReplay", "Tasks", "Sweeps", "Trials"]),
    room(
      "Analysis",
      over: [
        "Basics", "ModelAPI", "CodeExecution", "RecordReplay", "PythonLiterals", "Tasks",
        "Statistics", "Sweeps", "Trials", "ScoreSheets",
      ]),
    room(
      "Regression",
      over: [
        "Basics", "Files", "Cassettes", "ModelAPI", "RecordReplay", "Statistics", "Sweeps",
        "Trials", "ScoreSheets", "Analysis", subprocess,
      ]),
    room(
      "Reporting",
      over: [
        "Basics", "ModelAPI", "CodeExecution", "RecordReplay", "PythonLiterals", "Tasks",
        "Statistics", "Sweeps", "Trials", "ScoreSheets", "Analysis", "Regression",
      ],
      embedding: "HTML/Resources"),
    // Above Reporting, since what a lab finds is shown in its tables and figures.
    room(
      "Lab",
      over: [
        "Basics", "Cassettes", "ModelAPI", "CodeExecution", "RecordReplay", "PythonLiterals",
        "Statistics", "Tasks", "Sweeps", "Trials", "Analysis", "Reporting",
      ]),
    // The application: above Reporting, because pages and exports are made of its tables and texts.
    room(
      "Workbench",
      over: [
        "Basics", "Files", "HTTP", "Cassettes", "Sharing", "ModelAPI", "CodeExecution",
        "RecordReplay", "Tasks", "CodingSets", "Methods", "Sweeps", "Trials", "ScoreSheets",
        "Analysis", "Regression", "Reporting", "Lab", "Serving",
      ],
      embedding: "Starting/Resources"),
    // Makes projects of other tools' logs: above Workbench, which records and replays them.
    room(
      "ForeignLogs",
      over: [
        "Basics", "Files", "HTTP", "Cassettes", "ModelAPI", "RecordReplay", "Tasks", "Sweeps",
        "Trials", "Analysis", "Workbench", "CZlib",
      ]),
    .executableTarget(
      name: "steerbench",
      dependencies: [
        "Basics", "Files", "HTTP", "Cassettes", "Sharing", "ModelAPI", "CodeExecution",
        "RecordReplay",
        "Tasks", "Methods", "Sweeps", "Trials", "ScoreSheets", "Analysis", "Regression",
        "Reporting", "Lab", "Workbench", "ForeignLogs", "Proxy", argumentParser,
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "Bench",
      dependencies: [
        "Basics", "HTTP", "Cassettes", "ModelAPI", "CodeExecution", "RecordReplay", "Tasks",
        "Methods",
        "Statistics", "Sweeps", "Trials", "ScoreSheets", "Analysis", "Regression", "Sharing",
        "Lab", "Proxy", "Serving", "CSQLite", "CLZ4",
      ],
      swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["Basics"], path: "Tests/TestSupport",
      swiftSettings: strict),
    .target(
      name: "BenchTestSupport",
      dependencies: [
        "Basics", "HTTP", "Cassettes", "ModelAPI", "CodeExecution", "RecordReplay", "Tasks",
        "Methods",
        "Sweeps", "Trials", "ScoreSheets",
      ],
      path: "Tests/BenchTestSupport", swiftSettings: strict),
    tests(of: "Basics"),
    tests(of: "Files", with: ["Basics"]),
    .target(name: "PowerCutVFS", dependencies: ["CSQLite"], path: "Tests/PowerCutVFS"),
    .target(
      name: "CassetteFaults", dependencies: ["Basics", "Cassettes", "CSQLite"],
      path: "Tests/CassetteFaults", swiftSettings: strict),
    .executableTarget(
      name: "CrashSubject", dependencies: ["Cassettes", "CassetteFaults"],
      path: "Tests/CrashSubject", swiftSettings: strict),
    tests(
      of: "Cassettes",
      with: ["Basics", "Files", "CSQLite", "PowerCutVFS", "CassetteFaults", "CrashSubject"]),
    .target(
      name: "HTTPTestSupport", dependencies: [flyingFox, flyingSocks],
      path: "Tests/HTTPTestSupport", swiftSettings: strict),
    tests(of: "HTTP", with: ["HTTPTestSupport"]),
    tests(of: "Serving", with: ["HTTP"]),
    tests(
      of: "Proxy",
      with: ["Basics", "HTTP", "Serving", "Cassettes", "ModelAPI", "RecordReplay", "CodeExecution"]),
    tests(of: "Sharing", with: ["Basics", "HTTP", "Cassettes", "HTTPTestSupport"]),
    tests(of: "ModelAPI", with: ["Basics", "HTTP", "HTTPTestSupport"]),
    // The cases are programs of their own, read where they lie.
    tests(of: "CodeExecution", with: ["Basics"], without: ["Adversarial/Cases"]),
    tests(
      of: "RecordReplay",
      with: ["Basics", "HTTP", "Cassettes", "ModelAPI", "CodeExecution", "BenchTestSupport"]),
    tests(of: "PythonLiterals"),
    tests(of: "Tasks", with: ["Basics", "PythonLiterals", bigInt]),
    tests(of: "CodingSets", with: ["PythonLiterals", "Tasks"]),
    tests(
      of: "Methods",
      with: ["Basics", "ModelAPI", "CodeExecution", "RecordReplay", "BenchTestSupport"]),
    tests(of: "Statistics", with: ["Basics"]),
    tests(
      of: "Sweeps",
      with: [
        "Basics", "Files", "Cassettes", "ModelAPI", "CodeExecution", "RecordReplay", "Tasks",
        "Methods", "BenchTestSupport",
      ]),
    tests(
      of: "Trials",
      with: [
        "Basics", "Cassettes", "ModelAPI", "CodeExecution", "RecordReplay", "PythonLiterals",
        "Tasks", "Methods", "Statistics", "Sweeps", "ScoreSheets", "Analysis", "BenchTestSupport",
      ]),
    tests(
      of: "ScoreSheets",
      with: ["Basics", "ModelAPI", "RecordReplay", "Sweeps", "Tasks", "Trials", "BenchTestSupport"]),
    tests(
      of: "Analysis",
      with: [
        "Basics", "ModelAPI", "RecordReplay", "Sweeps", "Tasks", "Trials", "ScoreSheets",
        "BenchTestSupport",
      ]),
    tests(
      of: "Regression",
      with: [
        "Basics", "Cassettes", "ModelAPI", "RecordReplay", "Statistics", "Sweeps", "Trials",
        "ScoreSheets", "Analysis", "BenchTestSupport",
      ]),
    tests(
      of: "Reporting",
      with: [
        "Basics", "ModelAPI", "RecordReplay", "PythonLiterals", "Tasks", "Methods", "Statistics",
        "Sweeps", "Trials", "ScoreSheets", "Analysis", "Regression", "BenchTestSupport",
      ]),
    tests(
      of: "Lab",
      with: [
        "Basics", "HTTP", "Cassettes", "ModelAPI", "CodeExecution", "RecordReplay", "Statistics",
        "Sweeps",
        "Trials", "ScoreSheets", "Analysis", "Reporting",
      ]),
    .target(
      name: "WorkbenchTestSupport",
      dependencies: ["Basics", "TestSupport", flyingFox, flyingSocks],
      path: "Tests/WorkbenchTestSupport", swiftSettings: strict),
    tests(
      of: "Workbench",
      with: [
        "Basics", "HTTP", "Cassettes", "Sharing", "CodeExecution", "ModelAPI", "RecordReplay",
        "Tasks", "Sweeps", "Trials", "ScoreSheets", "Analysis", "Regression", "Reporting", "Lab",
        "Serving", "WorkbenchTestSupport", flyingFox,
      ]),
    tests(of: "ForeignLogs", with: ["Basics", "Workbench"]),
    .executableTarget(
      name: "ChaosServer", dependencies: ["Basics"], path: "Tests/ChaosServer",
      swiftSettings: strict),
    tests(
      of: "steerbench",
      with: [
        "Basics", "Cassettes", "ModelAPI", "Sweeps", "ChaosServer", "HTTPTestSupport", flyingFox,
        flyingSocks, "WorkbenchTestSupport",
      ]),
  ]
)

// The fuzzer links only with the sanitizer that drives it: `ci/soak` asks for it by this variable.
if Context.environment["STEERBENCH_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "CassetteFuzz", dependencies: ["CassetteFaults"], path: "Tests/CassetteFuzz",
      exclude: ["Corpus"], swiftSettings: strict))
}
