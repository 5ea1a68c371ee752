-- Driven by tools/bench/wrk.py: each thread makes its own share of the prepared requests.
-- Arguments: file of requests, number of threads, "again" or "once", the good status, "watch" to read every status.
local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(arguments)
  prepared, position, spent, refused, wrong = {}, 0, 0, 0, 0
  local count, place, file = tonumber(arguments[2]), 0, assert(io.open(arguments[1], "rb"))
  local length = file:read("*l")
  while length do
    -- A short list that may repeat is everybody's: a thread without a request could not work.
    if place % count == number or arguments[3] == "again" then
      prepared[#prepared + 1] = file:read(tonumber(length))
    else
      file:seek("cur", tonumber(length))
    end
    place, length = place + 1, file:read("*l")
  end
  file:close()
  if arguments[3] == "again" then
    position = math.floor(#prepared * number / count)
  end
  once = arguments[3] == "once"
  if arguments[5] == "watch" then
    local good = tonumber(arguments[4])
    response = function(status)
      if status ~= good then refused, wrong = refused + 1, status end
    end
  end
end

function request()
  position = position + 1
  if position > #prepared then
    position = 1
    if once then spent = 1 end
  end
  return prepared[position]
end

function done(summary, latency)
  local refusals, empty, seen = 0, 0, 0
  for _, thread in ipairs(threads) do
    refusals = refusals + thread:get("refused")
    empty = empty + thread:get("spent")
    seen = math.max(seen, thread:get("wrong"))
  end
  local e = summary.errors
  print(string.format(
    'BENCH {"requests": %d, "seconds": %.6f, "bytes": %d, "p50_ms": %.3f, "p95_ms": %.3f, "p99_ms": %.3f, "spent": %d, '
    .. '"status": %d, "wrong": %d, "connect": %d, "read": %d, "write": %d, "timeout": %d}',
    summary.requests, summary.duration / 1e6, summary.bytes,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000,
    empty, math.max(e.status, refusals), seen, e.connect, e.read, e.write, e.timeout))
end
