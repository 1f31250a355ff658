/// Reasons against parameters that several formats have in common.
enum ParameterObjection {
  static let model = "the model's name is given beside the parameters"
  static let method = "the method writes it"
  static let stream = "write \"stream: true\" beside the parameters, not among them"
  static let several = "one call records one answer; use samples"
}
