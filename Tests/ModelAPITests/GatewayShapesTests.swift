import ModelAPI
import Testing

/// The shapes of answers in which gateways and clouds differ that speak OpenAI's chat completions.
@Suite("Gateways' answers")
struct GatewayShapesTests {
  /// What a gateway answers, and how it is read.
  struct Shape: Sendable, CustomTestStringConvertible {
    var name: String
    var body: String
    var usage: TokenUsage
    var thoughts: String?

    var testDescription: String { name }
  }

  private static let counted = TokenUsage(
    freshInput: 20, cacheRead: 4, cacheWrite: 0, visibleOutput: 8, reasoningOutput: 0)
  /// The server says nothing of its cache: how the prompt divides is unknown.
  private static let undivided = TokenUsage(
    visibleOutput: 8, reasoningOutput: 0, undividedInput: 24)

  static let all = [
    Shape(
      name: "Azure OpenAI: results of its filter in prompt and choice",
      body: #"""
        {"choices":[{"content_filter_results":{"hate":{"filtered":false,"severity":"safe"}},
        "finish_reason":"stop","index":0,"logprobs":null,
        "message":{"annotations":[],"content":"Paris.","refusal":null,"role":"assistant"}}],
        "created":1,"id":"c","model":"gpt-4o-2024-11-20","object":"chat.completion",
        "prompt_filter_results":[{"prompt_index":0,"content_filter_results":{}}],
        "system_fingerprint":"fp","usage":{"completion_tokens":8,
        "completion_tokens_details":{"reasoning_tokens":0},"prompt_tokens":24,
        "prompt_tokens_details":{"audio_tokens":0,"cached_tokens":4},"total_tokens":32}}
        """#, usage: counted),
    Shape(
      name: "OpenRouter: a provider, the native reason, cost in usage",
      body: #"""
        {"id":"gen-1","provider":"Together","model":"meta-llama/llama-3.3-70b-instruct",
        "object":"chat.completion","created":1,"choices":[{"logprobs":null,"finish_reason":"stop",
        "native_finish_reason":"eos","index":0,"message":{"role":"assistant","content":"Paris.",
        "refusal":null,"reasoning":null}}],"usage":{"prompt_tokens":24,"completion_tokens":8,
        "total_tokens":32,"cost":0.00001,"is_byok":false,
        "prompt_tokens_details":{"cached_tokens":4},
        "cost_details":{"upstream_inference_cost":null},
        "completion_tokens_details":{"reasoning_tokens":0}}}
        """#, usage: counted),
    Shape(
      name: "Gemini: nothing of a cache, nothing of thoughts",
      body: #"""
        {"choices":[{"finish_reason":"stop","index":0,"message":{"content":"Paris.",
        "role":"assistant"}}],"created":1,"id":"x","model":"gemini-2.5-flash",
        "object":"chat.completion","usage":{"completion_tokens":8,"prompt_tokens":24,
        "total_tokens":32}}
        """#, usage: undivided),
    Shape(
      name: "Bedrock: reasoning stands in a tag of the text",
      body: #"""
        {"choices":[{"finish_reason":"stop","index":0,"message":{"content":"Paris.",
        "refusal":null,"role":"assistant"}}],"created":1,"id":"chatcmpl-1",
        "model":"openai.gpt-oss-20b-1:0","object":"chat.completion","service_tier":"default",
        "system_fingerprint":null,"usage":{"completion_tokens":8,"prompt_tokens":24,
        "total_tokens":32}}
        """#, usage: undivided),
    Shape(
      name: "Groq: times in usage, and a member of its own",
      body: #"""
        {"id":"chatcmpl-1","object":"chat.completion","created":1,
        "model":"llama-3.3-70b-versatile","choices":[{"index":0,"message":{"role":"assistant",
        "content":"Paris."},"logprobs":null,"finish_reason":"stop"}],"usage":{"queue_time":0.01,
        "prompt_tokens":24,"prompt_time":0.001,"completion_tokens":8,"completion_time":0.02,
        "total_tokens":32,"total_time":0.021},"system_fingerprint":"fp","x_groq":{"id":"req_1"},
        "service_tier":"on_demand"}
        """#, usage: undivided),
    Shape(
      name: "DeepSeek: hits and misses of the cache beside the tokens, and reasoning apart",
      body: #"""
        {"id":"c","object":"chat.completion","created":1,"model":"deepseek-chat","choices":[
        {"index":0,"message":{"role":"assistant","content":"Paris."},"logprobs":null,
        "finish_reason":"stop"}],"usage":{"prompt_tokens":24,"completion_tokens":8,
        "total_tokens":32,"prompt_cache_hit_tokens":4,"prompt_cache_miss_tokens":20},
        "system_fingerprint":"fp"}
        """#, usage: counted),
    Shape(
      name: "Ollama: a fixed fingerprint, plain usage",
      body: #"""
        {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"llama3.2",
        "system_fingerprint":"fp_ollama","choices":[{"index":0,"message":{"role":"assistant",
        "content":"Paris."},"finish_reason":"stop"}],"usage":{"prompt_tokens":24,
        "completion_tokens":8,"total_tokens":32}}
        """#, usage: undivided),
    Shape(
      name: "vLLM: reasoning apart, null members, a stop reason of its own",
      body: #"""
        {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,
        "message":{"role":"assistant","reasoning_content":"Hm.","content":"Paris.","tool_calls":[]},
        "logprobs":null,"finish_reason":"stop","stop_reason":null}],"usage":{"prompt_tokens":24,
        "total_tokens":32,"completion_tokens":8,"prompt_tokens_details":{"cached_tokens":4}},
        "prompt_logprobs":null}
        """#,
      usage: TokenUsage(
        freshInput: 20, cacheRead: 4, cacheWrite: 0, undividedOutput: 8), thoughts: "Hm."),
  ]

  @Test("are read whatever stands beside the text", arguments: all)
  func read(shape: Shape) throws {
    let completion = try #require(answer(decode(shape.body)))
    #expect(completion.text == "Paris." && completion.stop == .end)
    #expect(completion.usage == shape.usage)
    #expect(completion.thoughts == shape.thoughts ?? "")
  }

  @Test(
    "that tell of an error are errors, in each one's form",
    arguments: [
      #"{"error":{"code":"content_filter","message":"m","param":"prompt","type":null,"status":400}}"#,
      #"{"error":{"message":"m","code":400,"metadata":{"provider_name":"x"}},"user_id":"u"}"#,
      #"[{"error":{"code":400,"message":"m","status":"INVALID_ARGUMENT"}}]"#,
      #"{"error":{"message":"m","type":"invalid_request_error"}}"#,
      #"{"object":"error","message":"m","type":"BadRequestError","param":null,"code":400}"#,
    ])
  func errors(body: String) {
    #expect(failure(decode(body, status: 400)) != nil)
    #expect(answer(decode(body, status: 400)) == nil)
  }
}
