-- Session packets, and packets in tunnels between access routers.

-- Shows the fields of a layout whose offsets count from the start of `octets`.
local function add_layout(tree, octets, layout, layout_field, shift)
  for _, row in ipairs(layout) do
    tree:add(layout_field[row.name], octets((shift or 0) + row.offset, row.size))
  end
end

local function session_fault(tree, code, where)
  fault("xlmp", tree, code, where, registry.session.requirement)
end

local function dissect_datagram(tree, octets)
  local sizes = registry.session.sizes
  if octets:len() < sizes.datagram then return session_fault(tree, "truncated", "datagram") end
  add_layout(tree, octets, registry.session.datagram, fields.datagram)
  if octets:len() > sizes.datagram then tree:add(fields.data, octets(sizes.datagram)) end
  local at = registry.session.datagram[1].offset
  local sequence = octets(at, 8):uint64():tonumber()
  if too_great(octets, at) or sequence < 1 then return session_fault(tree, "out-of-range", "sequence") end
end

local function dissect_segment(tree, octets)
  local sizes, places = registry.session.sizes, registry.session.offsets
  if octets:len() < sizes.segment then return session_fault(tree, "truncated", "segment") end
  add_layout(tree, octets, registry.session.segment, fields.segment)
  local flags, rest = octets(places.flags, 1):uint(), octets(places.flags, 1):uint()
  for _, flag in ipairs(registry.session.flags) do
    tree:add(fields.segment_flags[flag.name], octets(places.flags, 1))
    if math.floor(flags / flag.bit) % 2 == 1 then rest = rest - flag.bit end
  end
  if rest ~= 0 then return session_fault(tree, "reserved-bits", "flags") end
  local count = octets(places.ranges, 1):uint()
  if count > registry.session.most_ranges then return session_fault(tree, "too-many", "ranges") end
  local data_at = sizes.segment + count * sizes.range
  if octets:len() < data_at then return session_fault(tree, "truncated", "ranges") end
  local ack = octets(places.ack, 8):uint64():tonumber()
  -- The small numbers first: a sum above 2^53 is not exact.
  local ends = octets(places.offset, 8):uint64():tonumber() + (octets:len() - data_at + flags % 2)
  if too_great(octets, places.offset) or ends > registry.limits.integer then
    return session_fault(tree, "out-of-range", "offset")
  end
  if too_great(octets, places.ack) then return session_fault(tree, "out-of-range", "ack") end
  local last = ack
  for i = 0, count - 1 do
    local at = sizes.segment + i * sizes.range
    local branch = tree:add(octets(at, sizes.range), "range " .. i)
    add_layout(branch, octets, registry.session.range, fields.range, at)
    local gap, length = octets(at, 4):uint(), octets(at + 4, 4):uint()
    last = last + gap + length
    if gap < 1 or length < 1 or last > registry.limits.integer then
      return session_fault(branch, "out-of-range", "ranges")
    end
  end
  if octets:len() > data_at then tree:add(fields.data, octets(data_at)) end
end

-- Shows a session packet.
local function dissect_session(octets, pinfo, tree)
  pinfo.cols.protocol = "XLMP session"
  local root = tree:add(xlmp, octets)
  local places, sizes = registry.session.offsets, registry.session.sizes
  if octets:len() < sizes.prefix then return session_fault(root, "truncated", "prefix") end
  add_layout(root, octets, registry.session.prefix, fields.session)
  local kind = registry.session.kinds[octets(places.kind, 1):uint()]
  local id = short_id(octets(places.session, sizes.session))
  pinfo.cols.info = string.format("Session %s, %s", id, kind or "unknown kind")
  root:append_text(": session " .. id)
  if word(octets, places.magic) ~= registry.session.magic then return session_fault(root, "bad-magic", "magic") end
  if octets(places.version, 1):uint() ~= registry.session.version then
    return session_fault(root, "unsupported-version", "version")
  end
  if kind == "datagram" then return dissect_datagram(root, octets) end
  if kind == "segment" then return dissect_segment(root, octets) end
  if kind == nil then return session_fault(root, "unknown-type", "kind") end
  if octets:len() > sizes.prefix then session_fault(root, "trailing-octets", "close") end
end
