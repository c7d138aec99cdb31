-- Where packets are found: in Ethernet, in UDP at the port of XIP, and in UDP where every detail fits.

function xia.dissector(buffer, pinfo, tree)
  local length = buffer:captured_len()
  if length == 0 then return 0 end
  if length < buffer:reported_len() then
    tree:add(xia, buffer()):add_proto_expert_info(cut_off.xia)
    return length
  end
  dissect_packet(buffer(0, length), pinfo, tree, 0, false)
  return length
end

local function looks_like_packet(buffer)
  local header, places = registry.packet, registry.packet.offsets
  local length = buffer:captured_len()
  if length < header.size + 2 * registry.node.size or buffer(places.version, 1):uint() ~= header.version then return false end
  local destination, source = buffer(places.destinationNodes, 1):uint(), buffer(places.sourceNodes, 1):uint()
  if destination < 1 or source < 1 or destination > header.most_nodes or source > header.most_nodes then return false end
  local ends = header.size + registry.node.size * (destination + source)
  return length == ends + word(buffer, places.payloadLength)
end

xia:register_heuristic("udp", function(buffer, pinfo, tree)
  if not looks_like_packet(buffer) then return false end
  xia.dissector(buffer, pinfo, tree)
  return true
end)

DissectorTable.get("ethertype"):add(registry.carriers.ether_type, xia)
DissectorTable.get("udp.port"):add(registry.carriers.udp_port, xia)
