/// pch: what nearly every test includes. Tests must compile without it.
#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/pch.hpp"
