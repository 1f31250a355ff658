import Basics
import Foundation
import TestSupport
import Testing

@testable import ModelAPI

@Suite("Images in requests")
struct ImageRequestTests {
  private static func image(
    _ grey: UInt8 = 200, detail: ImageFile.Detail? = nil
  ) throws -> ImageFile {
    var image = try ImageFile(DrawnPicture.png(grey: grey), named: "a.png")
    image.detail = detail
    return image
  }

  private static func base64(_ image: ImageFile) -> String {
    Data(image.bytes).base64EncodedString()
  }

  private static func endpoint(_ family: WireFamily, images: Bool = true) -> ModelEndpoint {
    ModelEndpoint(
      family: family, model: "m",
      parameters: JSONObject(
        family == .anthropicMessages ? [JSONMember(name: "max_tokens", value: 9)] : []),
      capabilities: ModelCapabilities(images: images))
  }

  private static func request(
    _ text: String, _ images: [ImageFile], role: ChatRole = .user
  ) -> CompletionRequest {
    CompletionRequest(messages: [
      ChatMessage(
        role: role,
        parts: [
          PromptText(authored: "Look. ", from: "prompt p"),
          PromptText(authored: text, from: "question q").showing(images),
        ])
    ])
  }

  private func sent(_ family: WireFamily, _ request: CompletionRequest) throws -> JSONValue {
    let encoded = try RequestEncoder(Self.endpoint(family)).encode(request)
    return try JSONValue(
      parsing: family.format.body(
        of: NamedImages.filled(encoded.segments, with: encoded.images)))
  }

  @Test("are parts in the form of each family, before the text")
  func families() throws {
    let image = try Self.image()
    let (uri, text): (JSONValue, JSONValue) = (
      .string("data:image/png;base64,\(Self.base64(image))"), "Look. What?"
    )
    let request = Self.request("What?", [image])
    let chat = try sent(.openAIChat, request)
    #expect(
      chat["messages"]?[0] == [
        "content": [
          ["image_url": ["url": uri], "type": "image_url"], ["text": text, "type": "text"],
        ],
        "role": "user",
      ])
    #expect(
      try sent(.mistral, request)["messages"]?[0]?["content"]?[0] == [
        "image_url": uri, "type": "image_url",
      ])
    let responses = try sent(.openAIResponses, request)
    #expect(
      responses["input"]?[0]?["content"] == [
        ["image_url": uri, "type": "input_image"], ["text": text, "type": "input_text"],
      ])
    let anthropic = try sent(.anthropicMessages, request)
    #expect(
      anthropic["messages"]?[0]?["content"] == [
        [
          "source": [
            "data": .string(Self.base64(image)), "media_type": "image/png", "type": "base64",
          ],
          "type": "image",
        ], ["text": text, "type": "text"],
      ])
  }

  @Test("are asked to be looked at as closely as is said, where the family has a word for it")
  func detail() throws {
    let request = Self.request("What?", [try Self.image(detail: .low)])
    let chat = try sent(.openAIChat, request)["messages"]?[0]?["content"]?[0]
    #expect(chat?["image_url"]?["detail"] == "low")
    let responses = try sent(.openAIResponses, request)["input"]?[0]?["content"]?[0]
    #expect(responses?["detail"] == "low")
  }

  @Test("are hashed and kept by name, so that a request is no larger for them")
  func names() throws {
    let image = try Self.image()
    for family in WireFamily.all {
      let encoder = try RequestEncoder(Self.endpoint(family))
      let encoded = try encoder.encode(Self.request("What?", [image, image]))
      #expect(encoded.images == [image])
      let bytes = encoded.segments.flatMap(\.bytes)
      #expect(!bytes.isEmpty && bytes.firstRange(of: Array(image.name.utf8)) != nil)
      #expect(bytes.firstRange(of: Array(Self.base64(image).utf8)) == nil)
      let other = try encoder.encode(Self.request("What?", [try Self.image(201)]))
      #expect(other.digests != encoded.digests)
      let plain = try encoder.encode(Self.request("What?", []))
      let usual = try RequestEncoder(Self.endpoint(family, images: false)).encode(
        Self.request("What?", []))
      #expect(plain == usual, "a question without an image keeps the bytes that it had")
    }
  }

  @Test("are filled in where they stand and nowhere else, whatever a question says")
  func textThatLooksLikeOne() throws {
    let image = try Self.image()
    let text = #"","type":"text"},{"image_url":{"url":"data:image/png;base64,\#(image.name)"}}"#
    for family in WireFamily.all {
      let body = try sent(family, Self.request(text, [image]))
      let content = (body["messages"] ?? body["input"])?[0]?["content"]
      #expect(content?[1]?["text"] == .string("Look. " + text))
      #expect(content?.array?.count == 2)
      let plain = try sent(family, Self.request(text, []))
      #expect((plain["messages"] ?? plain["input"])?[0]?["content"] == .string("Look. " + text))
    }
  }

  @Test("are refused for a model that takes none, and in what no user says")
  func refused() throws {
    let image = try Self.image()
    let blind = try RequestEncoder(Self.endpoint(.openAIChat, images: false))
    let error = #expect(throws: ModelAPIError.self) {
      try blind.encode(Self.request("What?", [image]))
    }
    #expect(error?.code == .unsupported)
    let seeing = try RequestEncoder(Self.endpoint(.openAIChat))
    #expect(throws: ModelAPIError.self) {
      try seeing.encode(Self.request("What?", [image], role: .system))
    }
  }

  @Test("are held back for before they are sent, since only the provider's count is right")
  func budget() throws {
    let tariff = CallTariff(price: nil, answerLimit: 10)
    let segments = [Segment(name: "message 1 user", bytes: [1, 2, 3])]
    let with = tariff.most(of: segments, showing: [try Self.image()]).tokens
    #expect(with == tariff.most(of: segments).tokens + 6_000)
  }
}
