// SPDX-License-Identifier: MIT
#include "problems.h"

#include <algorithm>

namespace sysmon {

namespace {

constexpr size_t mostProblems = 1000;

} // namespace

void Problems::add(int line, std::string_view element, std::string_view reason)
{
    if (full()) {
        beyondLimit_++;
        return;
    }
    std::string text = source_;
    if (line > 0) text.append(":").append(std::to_string(line));
    if (!kind_.empty()) text.append(": ").append(kind_);
    if (!element.empty()) text.append(": ").append(element);
    text.append(": ").append(reason);
    found_.push_back({line, std::move(text)});
}

bool Problems::full() const
{
    return found_.size() == mostProblems;
}

std::vector<std::string> Problems::lines() const
{
    std::vector<Problem> sorted = found_;
    std::ranges::stable_sort(sorted, {}, &Problem::line);
    std::vector<std::string> lines;
    for (Problem& problem : sorted)
        lines.push_back(std::move(problem.text));
    if (beyondLimit_ > 0)
        lines.push_back(source_ + ": and " + std::to_string(beyondLimit_) + " more");
    return lines;
}

std::string Problems::text() const
{
    std::string all;
    for (const std::string& line : lines())
        all.append(all.empty() ? "" : "\n").append(line);
    return all;
}

} // namespace sysmon
