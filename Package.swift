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

/// A room of the house: a library target whose dependencies point down only.
///
/// - Parameter resources: Files that are compiled into it, so that the program stays one file.
func room(
  _ name: String, over dependencies: [Target.Dependency], embedding resources: String? = nil
) -> Target {
  .target(
    name: name, dependencies: dependencies, resources: resources.map { [.embedInCode($0)] },
    swiftSettings: strict)
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
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let flyingFox = Target.Dependency.product(name: "FlyingFox", package: "FlyingFox")
let flyingSocks = Target.Dependency.product(name: "FlyingSocks", package: "FlyingFox")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
  name: "steerbench",
  products: [.executable(name: "steerbench", targets: ["steerbench"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"])]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),

    // Static, because it starts some milliseconds sooner and needs no library inside the sandbox.
    .executableTarget(
      name: "steerbench-supervisor", path: "Sources/Supervisor",
      cSettings: [.unsafeFlags(["-O2", "-Wall", "-Wextra"])],
      linkerSettings: [.unsafeFlags(["-static-executable", "-nostartfiles"])]),

    room("Wire", over: [crypto]),
    room("Cassettes", over: ["Wire", "CSQLite", "CLZ4"]),
    room("Sharing", over: ["Wire", "Cassettes", "CCurl", crypto]),
    room("ModelAPI", over: ["Wire", "CCurl"]),
    room("CodeExecution", over: ["Wire", subprocess]),
    room("RecordReplay", over: ["Wire", "Cassettes", "ModelAPI", "CodeExecution"]),
    room("PythonLiterals", over: []),
    room("Tasks", over: ["Wire", "PythonLiterals", bigInt]),
    room(
      "Methods",
      over: ["Wire", "RecordReplay", "ModelAPI", "CodeExecution", "PythonLiterals"]),
    room(
      "Evaluation",
      over: [
        "Wire", "Cassettes", "ModelAPI", "CodeExecution", "RecordReplay", "PythonLiterals",
        "Tasks", "Methods", yams,
      ]),
    room(
      "Regression",
      over: [
        "Wire", "Cassettes", "ModelAPI", "RecordReplay", "Tasks", "Evaluation", subprocess,
      ]),
    room(
      "Reporting",
      over: [
        "Wire", "ModelAPI", "CodeExecution", "RecordReplay", "PythonLiterals", "Tasks",
        "Evaluation", "Regression",
      ],
      embedding: "HTML/Resources"),
    .executableTarget(
      name: "steerbench",
      dependencies: [
        "Wire", "Cassettes", "ModelAPI", "CodeExecution", "RecordReplay", "Tasks", "Methods",
        "Evaluation", "Regression", "Reporting", "Sharing", argumentParser, flyingFox, flyingSocks,
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "Bench",
      dependencies: [
        "Wire", "Cassettes", "ModelAPI", "CodeExecution", "RecordReplay", "Tasks", "Methods",
        "Evaluation", "Regression", "Sharing", "CSQLite", "CLZ4",
      ],
      swiftSettings: strict),

    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    .target(
      name: "BenchTestSupport", dependencies: ["Wire", "ModelAPI", "Methods"],
      path: "Tests/BenchTestSupport", swiftSettings: strict),
    tests(of: "Wire"),
    .target(name: "PowerCutVFS", dependencies: ["CSQLite"], path: "Tests/PowerCutVFS"),
    .target(
      name: "CassetteFaults", dependencies: ["Wire", "Cassettes", "CSQLite"],
      path: "Tests/CassetteFaults", swiftSettings: strict),
    .executableTarget(
      name: "CrashSubject", dependencies: ["Cassettes", "CassetteFaults"],
      path: "Tests/CrashSubject", swiftSettings: strict),
    tests(
      of: "Cassettes",
      with: ["Wire", "CSQLite", "PowerCutVFS", "CassetteFaults", "CrashSubject"]),
    tests(of: "Sharing", with: ["Wire", "Cassettes"]),
    tests(of: "ModelAPI", with: ["Wire", flyingFox, flyingSocks]),
    // The cases are programs of their own, read where they lie.
    tests(of: "CodeExecution", with: ["Wire"], without: ["Adversarial/Cases"]),
    tests(
      of: "RecordReplay",
      with: ["Wire", "Cassettes", "ModelAPI", "CodeExecution", "BenchTestSupport"]),
    tests(of: "PythonLiterals"),
    tests(of: "Tasks", with: ["Wire", "PythonLiterals", bigInt]),
    tests(
      of: "Methods",
      with: ["Wire", "ModelAPI", "CodeExecution", "RecordReplay", "BenchTestSupport"]),
    tests(
      of: "Evaluation",
      with: [
        "Wire", "Cassettes", "ModelAPI", "CodeExecution", "RecordReplay", "PythonLiterals",
        "Tasks", "Methods", "BenchTestSupport",
      ]),
    tests(
      of: "Regression", with: ["Wire", "Cassettes", "ModelAPI", "RecordReplay", "Evaluation"]),
    tests(
      of: "Reporting",
      with: [
        "Wire", "ModelAPI", "RecordReplay", "PythonLiterals", "Tasks", "Evaluation", "Regression",
      ]),
    .executableTarget(
      name: "ChaosServer", dependencies: ["Wire"], path: "Tests/ChaosServer",
      swiftSettings: strict),
    tests(
      of: "steerbench",
      with: ["Wire", "Cassettes", "ModelAPI", "ChaosServer", flyingFox, flyingSocks]),
  ]
)

// The fuzzer links only with the sanitizer that drives it: `ci/soak` asks for it by this variable.
if Context.environment["STEERBENCH_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "CassetteFuzz", dependencies: ["CassetteFaults"], path: "Tests/CassetteFuzz",
      exclude: ["Corpus"], swiftSettings: strict))
}
