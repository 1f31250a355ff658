/// The ten methods, in the paper's order.
public enum MethodRegistry {
  /// All methods.
  public static let all: [any SteeringMethod] = [
    OnlyQuestion(), AllText(), AllCode(), AllCodeCoT(), AutoGenConca(), AutoGenSystem(),
    CodeInterpreter(), CodeInterpreterPlus(), CodeTextSummary(), SelfEstimate(),
  ]

  /// The method of a name.
  public static func method(named name: String) -> (any SteeringMethod)? {
    all.first { $0.description.name == name }
  }
}
