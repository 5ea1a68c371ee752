-- Driven by tools/bench/wrk.py: each thread asks for its own share of the prepared addresses.
-- Arguments: file of addresses, number of threads, "again" or "once", "look" to read every status.
local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(arguments)
  prepared, position, spent, refused = {}, 0, 0, 0
  local count, line_number = tonumber(arguments[2]), 0
  for path in io.lines(arguments[1]) do
    -- A short list that may repeat is everybody's: a thread without an address could not work.
    if line_number % count == number or arguments[3] == "again" then
      prepared[#prepared + 1] = wrk.format("GET", path)
    end
    line_number = line_number + 1
  end
  if arguments[3] == "again" then
    position = math.floor(#prepared * number / count)
  end
  once = arguments[3] == "once"
  if arguments[4] == "look" then
    response = function(status)
      if status ~= 200 then refused = refused + 1 end
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
  local refusals, empty = 0, 0
  for _, thread in ipairs(threads) do
    refusals = refusals + thread:get("refused")
    empty = empty + thread:get("spent")
  end
  local e = summary.errors
  print(string.format(
    'BENCH {"requests": %d, "seconds": %.6f, "bytes": %d, "p50_ms": %.3f, "p99_ms": %.3f, "spent": %d, '
    .. '"status": %d, "connect": %d, "read": %d, "write": %d, "timeout": %d}',
    summary.requests, summary.duration / 1e6, summary.bytes,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    empty, math.max(e.status, refusals), e.connect, e.read, e.write, e.timeout))
end
