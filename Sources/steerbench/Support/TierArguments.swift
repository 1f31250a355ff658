import ArgumentParser
import CodeExecution
import Workbench

/// What keeps model-written code away from the machine, as somebody asks for it.
struct TierArguments: ParsableArguments {
  /// The tiers that may be asked for by name.
  enum Tier: String, ExpressibleByArgument, CaseIterable {
    case namespaces
    case landlock
  }

  @Option(
    help: "The sandbox that code runs in. Default: the best that works here, and it is shown.")
  var tier: Tier?
  @Flag(help: "Run model-written code without any sandbox, with all rights of this user.")
  var unsafeNoSandbox = false

  func validate() throws {
    guard tier == nil || !unsafeNoSandbox else {
      throw ValidationError("--tier and --unsafe-no-sandbox exclude each other.")
    }
  }

  /// The wish.
  var wish: TierWish {
    if unsafeNoSandbox { return .only(.unprotected) }
    switch tier {
    case .namespaces: return .only(.namespaces)
    case .landlock: return .only(.landlock)
    case nil: return .best
    }
  }
}
