@testable import Tasks

/// A few items of every task in the layout of the public data, all of them made up here.
enum SmallDataset {
  static let files: [String: String] = [
    "dataset_gather/number_multiply/digit_1_2_4/sample_7/input_prompt_1.txt":
      "How much is -3*12*1001?",
    "dataset_gather/number_multiply/digit_1_2_4/sample_7/input_value_list.txt": "[-3, 12, 1001]",
    "dataset_gather/number_multiply/digit_1_2_4/sample_7/target_answer.txt": "-36036",
    "dataset_gather/game24_dataset/24/24.csv":
      "Rank,Puzzles,Solved rate\n1,1 1 1 1,0%\n2,3 3 8 8,5%\n",
    "dataset_gather/game24_dataset/10/10_3_number.csv":
      "Rank,Puzzles,Solutions\n1,2 3 4,(2*(3+2))\n2,1 4 5,(1+(4+5))\n",
    "dataset_gather/Letters/Letters_dataset_min_length_5_max_length_10/e_2_0/test_words.json":
      "\"beetroot\"",
    "dataset_gather/BoxLift_dataset/BoxLift_3_2/BoxLift1/BoxLift.json":
      #"{"boxes": [30, 50, 20], "lifters": [40, 30]}"#,
    "dataset_gather/BoxNet1_dataset/env_pg_state_1_2/pg_state3/pg_state3.json":
      #"{"0.5_0.5": ["box_red", "target_blue"], "0.5_1.5": ["box_blue", "target_red"]}"#,
    "dataset_gather/Blocksworld_dataset/2_3_2_0/blocksworld_task.txt":
      "Initial State:\nstack1: A B\nstack2: \nstack3: \n\nGoal State:\nstack1: B\nstack2: A\n",
    "dataset_gather/BIG-Bench-Hard/bbh/date_understanding.json":
      #"{"examples": [{"input": "Today is May 4, 2001. What is the date tomorrow?\nOptions:\n(A) 05/05/2001\n(B) 05/03/2001", "target": "(A)"}]}"#,
    "dataset_gather/BIG-Bench-Hard/bbh/web_of_lies.json":
      #"{"examples": [{"input": "Question: Ida lies. Bo says Ida lies. Does Bo tell the truth?", "target": "Yes"}]}"#,
    "dataset_gather/BIG-Bench-Hard/bbh/logical_deduction_seven_objects.json":
      #"{"examples": [{"input": "Read this. Cups stand in order. There are two cups: a red cup and a blue cup. The red cup is left.\nOptions:\n(A) The red cup is the leftmost\n(B) The blue cup is the leftmost", "target": "(A)"}]}"#,
    "dataset_gather/BIG-Bench-Hard/bbh/navigate.json":
      #"{"examples": [{"input": "Do you return? Take 2 steps. Turn around. Take 2 steps.\nOptions:\n- Yes\n- No", "target": "Yes"}]}"#,
    "dataset_gather/gsmhardv2.jsonl":
      #"{"input":"Half of 7 pears?","code":"\ndef f():\n    \"\"\"x = 1 + 1\"\"\"\n    a = 7 / 2\n    return a\n","target":3.5}"#
      + "\n",
    "dataset_gather/MATH/train/geometry/12.json":
      #"{"problem": "Find it.", "level": "Level 4", "solution": "We get $\\boxed{\\frac{\\sqrt{3}}{2}\\text{ cm}}$."}"#,
    "dataset_gather/MATH/train/counting_and_probability/3.json":
      #"{"problem": "What percent?", "level": "Level ?", "solution": "So $\\boxed{25\\%}$."}"#,
  ]

  /// A script with one room, in which the blue box cannot be entered without the pink one.
  static let script = """
    import os
    def run(walls=[]):
        box_dict_2 = {'yellow': (-1.3, -1.1, 0.5, 0.9), 'red': (0.1, 0.4, -1, -0.5),
            'green': (0.9, 1.2, 0.5, 1.0), 'blue': (-0.2, 0.2, 0.1, 0.4), 'pink': (-0.3, 0.3, 0, 0.5),
            'purple': (-1.2, -0.8, -1.2, -1.05), 'orange': (0.9, 1.1, -1.2, -1)}
        starting_position_2 = (-1.3, -1.3); ending_position_2 = (1.35, 1.35)
        box_dict_3 = make(box_dict_2); starting_position_3 = (0, 0); ending_position_3 = (1, 1)
        box_dict_4 = box_dict_2; starting_position_4 = ending_position_2; ending_position_4 = (0, 9)
        os.system('rm')
    """

  /// The data with some files changed, or taken away.
  static func source(_ changes: [String: String?] = [:]) -> MemorySource {
    var files = files
    for (path, text) in changes { files["dataset_gather/" + path] = text }
    return MemorySource(texts: files)
  }
}
