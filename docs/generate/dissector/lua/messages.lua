-- Messages: header, TLVs, authenticator. The first fault is the one that a decoder of the reference reports.

-- The fault of the framing; nothing when the header can be relied upon.
local function framing_fault(octets, present)
  local header = registry.header
  local function at(name) return octets(header.offsets[name], header.sizes[name]):uint() end
  if at("magic") ~= registry.limits.magic then return "bad-magic", "magic" end
  if at("version") ~= registry.limits.version then return "unsupported-version", "version" end
  local kind = registry.messages[at("type")]
  if kind == nil then return "unknown-type", "type" end
  if at("length") > kind.most then return "too-long", "length" end
  if at("length") < header.size then return "length-mismatch", "length" end
  if at("length") > present then return "truncated", "length" end
  if at("length") < present then return "trailing-octets", "length" end
  if at("reserved") ~= 0 then return "reserved-bits", "reserved" end
  return nil
end

-- A TLV that the message has no place for; `content` is nothing when it is empty.
local function read_extension(tree, content, tag, code, path)
  local known = registry.tlvs[code]
  if known ~= nil then
    local wrong = tag == known.tag and "unexpected-field" or "wrong-critical-bit"
    fault("xlmp", tree, wrong, path .. "." .. known.name)
    return false
  end
  if content ~= nil then tree:add(fields.extension, content) end
  if tag ~= code then
    fault("xlmp", tree, "unknown-critical", path)
    return false
  end
  return true
end

local function tlv_title(code)
  local known = registry.tlvs[code]
  if known ~= nil then return known.name end
  for _, grease in ipairs(registry.grease) do
    if code == grease then return "means nothing, by design" end
  end
  for _, range in ipairs(registry.reserved) do
    if code >= range.first and code <= range.last then return range.name end
  end
  return "unknown"
end

-- Shows the TLVs; false after a fault.
local function read_tlvs(tree, octets, kind, path)
  local at, previous, seen = 0, 0, {}
  while at < octets:len() do
    if at + 4 > octets:len() then
      fault("xlmp", tree, "truncated", path)
      return false
    end
    local tag, length = word(octets, at), word(octets, at + 2)
    local code = tag % registry.limits.critical_bit
    local whole = octets(at, math.min(4 + length, octets:len() - at))
    local title = string.format("%s (%d octets)", tlv_title(code), length)
    local branch = tree:add(fields.tlv, whole(0, 2))
    branch:set_text(title)
    branch:set_len(whole:len())
    if code <= previous then
      fault("xlmp", branch, "not-ascending", path)
      return false
    end
    if at + 4 + length > octets:len() then
      fault("xlmp", branch, "truncated", path)
      return false
    end
    local known = registry.tlvs[code]
    -- An empty range cannot be made, so the head of the TLV stays in front of what is read.
    if known ~= nil and tag == known.tag and kind.places[code] then
      local where = path .. "." .. known.name
      local behind = read_record(branch, whole, 4, known.record, where)
      if behind == nil then return false end
      if behind ~= whole:len() then
        fault("xlmp", branch, "length-mismatch", where)
        return false
      end
      seen[code] = true
    elseif not read_extension(branch, length > 0 and whole(4) or nil, tag, code, path) then
      return false
    end
    previous, at = code, at + 4 + length
  end
  for _, code in ipairs(kind.required) do
    if not seen[code] then
      fault("xlmp", tree, "missing-field", path .. "." .. registry.tlvs[code].name)
      return false
    end
  end
  return true
end

-- Adds the fields of the header, whatever they hold.
local function add_header(tree, octets)
  local branch = tree:add(octets(0, registry.header.size), "header")
  for _, row in ipairs(registry.records.header) do
    local range = octets(registry.header.offsets[row.name], registry.header.sizes[row.name])
    branch:add(fields.records.header[row.name], range)
  end
  return branch
end

-- Shows a message.
local function dissect_message(octets, pinfo, tree)
  pinfo.cols.protocol = "XLMP"
  local root = tree:add(xlmp, octets)
  local present, size = octets:len(), registry.header.size
  if present < size then
    fault("xlmp", root, "truncated", "header")
    return
  end
  local header = add_header(root, octets)
  local offsets = registry.header.offsets
  local kind = registry.messages[octets(offsets.type, 1):uint()]
  local name = kind and kind.name or "unknown message"
  local facts = string.format(
    "%s, machine %s, epoch %s, exchange %d",
    name,
    short_id(octets(offsets.machine, registry.node.id)),
    tostring(octets(offsets.epoch, 8):uint64()),
    octets(offsets.exchange, 4):uint()
  )
  root:append_text(": " .. facts)
  pinfo.cols.info = string.format(
    "%s → %s %s",
    short_id(octets(offsets.sender, registry.node.id)),
    short_id(octets(offsets.receiver, registry.node.id)),
    facts
  )
  local wrong, where = framing_fault(octets, present)
  if wrong ~= nil then
    fault("xlmp", header, wrong, "header." .. where)
    return
  end
  if too_great(octets, offsets.epoch) or octets(offsets.epoch, 8):uint64():tonumber() < registry.limits.least_epoch then
    fault("xlmp", header, "out-of-range", "header.epoch")
    return
  end
  local tlvs_end = present
  if kind.authenticated then
    tlvs_end = present - registry.authenticator_size
    if tlvs_end < size then
      fault("xlmp", header, "length-mismatch", "header.length")
      return
    end
    local seal = root:add(octets(tlvs_end), "authenticator")
    if read_record(seal, octets, tlvs_end, "authenticator", "authenticator") == nil then return end
  end
  if tlvs_end > size then
    read_tlvs(root, octets(size, tlvs_end - size), kind, kind.path)
  else
    for _, code in ipairs(kind.required) do
      fault("xlmp", root, "missing-field", kind.path .. "." .. registry.tlvs[code].name)
      return
    end
  end
end
