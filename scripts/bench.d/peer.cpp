// peer filter-ondemand | filter-dom | parse: what simdjson takes, on standard input.
//
// The filters pass on the lines whose first movement is a churn or a contraction of more than 10,000
// minor units; On-Demand does not look at what it does not need. `parse` makes a tree of each line,
// which checks all of it, and does nothing with it.
#include <simdjson.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <vector>

namespace {
std::string out;

void flush() {
  for (size_t at = 0; at < out.size();) {
    ssize_t count = write(1, out.data() + at, out.size() - at);
    if (count <= 0) _exit(3);
    at += count;
  }
  out.clear();
}

void keep(std::string_view type, int64_t change, const char *line, size_t length) {
  if (type != "churn" && type != "contraction") return;
  if (change < 0 ? change >= -10000 : change <= 10000) return;
  out.append(line, length);
  if (out.size() > 1 << 16) flush();
}

bool onDemand(simdjson::ondemand::parser &parser, const char *line, size_t length, size_t room) {
  simdjson::ondemand::document document;
  if (parser.iterate(line, length - 1, room).get(document)) return false;
  simdjson::ondemand::array movements;
  if (document["movements"].get_array().get(movements)) return false;
  for (auto movement : movements) {
    std::string_view type;
    int64_t change = 0;
    if (movement["type"].get_string().get(type)) return false;
    if (movement["mrr_change"].get_int64().get(change)) return false;
    keep(type, change, line, length);
    return true;
  }
  return false;
}

bool tree(simdjson::dom::parser &parser, const char *line, size_t length, bool filters) {
  simdjson::dom::element document;
  if (parser.parse(line, length - 1, false).get(document)) return false;
  if (!filters) return true;
  simdjson::dom::element movement;
  std::string_view type;
  int64_t change = 0;
  if (document["movements"].at(0).get(movement)) return false;
  if (movement["type"].get(type) || movement["mrr_change"].get(change)) return false;
  keep(type, change, line, length);
  return true;
}
}  // namespace

int main(int count, char **words) {
  std::string mode = count > 1 ? words[1] : "parse";
  const size_t size = 1 << 20;
  std::vector<char> buffer(2 * size + simdjson::SIMDJSON_PADDING);
  simdjson::ondemand::parser ondemand;
  simdjson::dom::parser dom;
  size_t held = 0;
  bool isGood = true;
  while (true) {
    ssize_t read = ::read(0, buffer.data() + held, size);
    if (read < 0) return 3;
    if (read == 0) break;
    held += read;
    char *at = buffer.data(), *end = at + held;
    while (char *newline = static_cast<char *>(memchr(at, '\n', end - at))) {
      size_t length = newline + 1 - at;
      size_t room = buffer.data() + buffer.size() - at;
      isGood &= mode == "filter-ondemand" ? onDemand(ondemand, at, length, room)
                                          : tree(dom, at, length, mode == "filter-dom");
      at = newline + 1;
    }
    held = end - at;
    memmove(buffer.data(), at, held);
  }
  flush();
  return isGood ? 0 : 1;
}
