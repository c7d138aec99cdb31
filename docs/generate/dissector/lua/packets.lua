-- XIP packets and what they carry.

local dissect_packet

-- The Internet checksum over octets that hold one: zero when it fits.
local function checksum_rest(octets)
  local sum, length = 0, octets:len()
  for at = 0, length - 1, 2 do
    if at + 1 < length then sum = sum + word(octets, at) else sum = sum + octets(at, 1):uint() * 256 end
  end
  while sum > 0xffff do sum = sum % 0x10000 + math.floor(sum / 0x10000) end
  return 0xffff - sum
end

local function dissect_xcmp(octets, pinfo, tree, depth)
  pinfo.cols.protocol = "XCMP"
  local branch = tree:add(octets, "XCMP")
  local size = registry.xcmp.size
  if octets:len() < size then return fault("xia", branch, "truncated", "xcmp") end
  local code = octets(0, 1):uint()
  local kind = registry.xcmp.types[code]
  for _, row in ipairs(registry.xcmp.echo) do
    -- An error has zeroes where an echo has its identifier and sequence.
    if row.offset < registry.xcmp.common or registry.xcmp.echoes[code] then
      branch:add(fields.xcmp[row.name], octets(row.offset, row.size))
    end
  end
  branch:append_text(": " .. (kind or "unknown type"))
  pinfo.cols.info = "XCMP " .. (kind or "of unknown type")
  if checksum_rest(octets) ~= 0 then return fault("xia", branch, "bad-checksum", "xcmp.checksum") end
  if kind == nil then return fault("xia", branch, "unknown-type", "xcmp.type") end
  if octets:len() == size then return end
  if registry.xcmp.echoes[code] then
    branch:add(fields.payload, octets(size))
  else
    local quotation = branch:add(fields.quotation, octets(size))
    dissect_packet(octets(size), pinfo, quotation, depth + 1, true)
  end
end

local function dissect_tunnel(octets, pinfo, tree, depth)
  local size = registry.tunnel.size
  local branch = tree:add(octets, "tunnel")
  if octets:len() < size then return fault("xia", branch, "truncated", "tunnel") end
  add_layout(branch, octets, registry.tunnel.layout, fields.tunnel)
  if octets:len() == size then return fault("xia", branch, "truncated", "tunnel") end
  dissect_packet(octets(size), pinfo, branch, depth + 1, false)
end

local function dissect_payload(octets, pinfo, tree, next_header, depth)
  if next_header == registry.packet.xcmp then return dissect_xcmp(octets, pinfo, tree, depth) end
  if next_header == registry.packet.tunnel and depth < registry.packet.most_nested then
    return dissect_tunnel(octets, pinfo, tree, depth)
  end
  if next_header == registry.packet.session then return dissect_session(octets, pinfo, tree) end
  local is_message = next_header == registry.packet.data
    and octets:len() >= 2
    and word(octets, 0) == registry.limits.magic
  if is_message then return dissect_message(octets, pinfo, tree) end
  tree:add(fields.payload, octets)
end

-- Shows a packet. A quotation ends within its payload, which is left as it is.
dissect_packet = function(octets, pinfo, tree, depth, quoted)
  local root = tree:add(xia, octets)
  local header, places = registry.packet, registry.packet.offsets
  if octets(places.version, 1):uint() ~= header.version then
    return fault("xia", root, "unsupported-version", "version")
  end
  if octets:len() < header.size then return fault("xia", root, "truncated", "header") end
  add_layout(root, octets, header.layout, fields.packet)
  local counts = { destination = octets(places.destinationNodes, 1):uint(), source = octets(places.sourceNodes, 1):uint() }
  local size = registry.node.size
  local ends = header.size + size * (counts.destination + counts.source)
  if octets:len() < ends then return fault("xia", root, "truncated", "addresses") end
  local length = word(octets, places.payloadLength)
  if not quoted and octets:len() - ends < length then return fault("xia", root, "truncated", "payload") end
  if not quoted and octets:len() - ends > length then
    return fault("xia", root, "length-mismatch", "payloadLength")
  end
  for _, name in ipairs({ "destination", "source" }) do
    if counts[name] == 0 then return fault("xia", root, "out-of-range", name .. "Nodes") end
    if counts[name] > header.most_nodes then return fault("xia", root, "too-many", name .. "Nodes") end
  end
  local last = octets(places.last, 1):uint()
  if last ~= header.at_entry and last < registry.node.visited and last >= counts.destination then
    return fault("xia", root, "out-of-range", "last")
  end
  local at, texts, wrong = header.size, {}, false
  for _, name in ipairs({ "destination", "source" }) do
    local nodes = octets(at, counts[name] * size)
    local text, address_fault, item = add_address(root, fields[name], nodes, name == "destination" and last or nil)
    texts[name], at = text, at + counts[name] * size
    if address_fault ~= nil then
      fault("xia", item, address_fault, name)
      wrong = true
    end
  end
  root:append_text(string.format(": %s → %s", texts.source, texts.destination))
  if depth == 0 then
    pinfo.cols.protocol = "XIP"
    pinfo.cols.info = string.format("%s → %s", texts.source, texts.destination)
  end
  if wrong or octets:len() == ends then return end
  if quoted then
    root:add(fields.payload, octets(ends))
  else
    dissect_payload(octets(ends), pinfo, tree, octets(places.nextHeader, 1):uint(), depth)
  end
end
