// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/http/preferences.hpp"

#include <Poco/Net/MessageHeader.h>
#include <Poco/Net/NameValueCollection.h>
#include <Poco/String.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace lethe::api {

bool takes(const std::string& list, std::string_view name) {
  std::vector<std::string> elements;
  Poco::Net::MessageHeader::splitElements(list, elements);
  return std::any_of(elements.begin(), elements.end(), [&](const std::string& element) {
    std::string value;
    Poco::Net::NameValueCollection parameters;
    Poco::Net::MessageHeader::splitParameters(element, value, parameters);
    return Poco::icompare(value, std::string(name)) == 0 && std::strtod(parameters.get("q", "1").c_str(), nullptr) > 0;
  });
}

}  // namespace lethe::api
