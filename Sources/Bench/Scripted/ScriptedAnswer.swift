import Basics

/// What the scripted model says.
struct ScriptedAnswer {
  /// The visible text.
  var text: String
  /// The code that it calls the tool with; `nil` where it calls none.
  var toolCode: String?
  /// Why it stopped, in the provider's word.
  var finish: String
}

/// The body of a chat completion, with the members that a large provider sends.
enum ScriptedBody {
  /// The bytes of a body.
  static func bytes(of answer: ScriptedAnswer, id: String, promptBytes: Int) -> [UInt8] {
    var bytes = Array(
      #"{"id":"\#(id)","object":"chat.completion","created":1760000000,"model":"scripted-1","#.utf8)
    bytes.append(
      contentsOf: #""choices":[{"index":0,"message":{"role":"assistant","content":"#.utf8)
    if answer.text.isEmpty {
      bytes.append(contentsOf: "null".utf8)
    } else {
      CanonicalJSON.appendString(answer.text, to: &bytes)
    }
    if let code = answer.toolCode { append(call: code, id: id, to: &bytes) }
    let completion = (answer.text.utf8.count + (answer.toolCode?.utf8.count ?? 0)) / 4 + 1
    let prompt = promptBytes / 4
    bytes.append(
      contentsOf: """
        ,"refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"\(answer.finish)"}],\
        "usage":{"prompt_tokens":\(prompt),"completion_tokens":\(completion),\
        "total_tokens":\(prompt + completion),\
        "prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},\
        "completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,\
        "accepted_prediction_tokens":0,"rejected_prediction_tokens":0}},\
        "service_tier":"default","system_fingerprint":"fp_0123456789"}
        """.utf8)
    return bytes
  }

  private static func append(call code: String, id: String, to bytes: inout [UInt8]) {
    var arguments = Array(#"{"code":"#.utf8)
    CanonicalJSON.appendString(code, to: &arguments)
    arguments.append(UInt8(ascii: "}"))
    bytes.append(
      contentsOf: #","tool_calls":[{"id":"call_\#(id)","type":"function","function":"#.utf8)
    bytes.append(contentsOf: #"{"name":"python","arguments":"#.utf8)
    CanonicalJSON.appendString(String(decoding: arguments, as: UTF8.self), to: &bytes)
    bytes.append(contentsOf: "}}]".utf8)
  }
}
